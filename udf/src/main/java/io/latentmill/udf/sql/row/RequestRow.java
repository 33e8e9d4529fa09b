package io.latentmill.udf.sql.row;

import io.latentmill.udf.request.ColumnKind;
import io.latentmill.udf.request.ControlNetUse;
import io.latentmill.udf.request.Embedding;
import io.latentmill.udf.request.GenerationRequest;
import io.latentmill.udf.request.ImageSource;
import io.latentmill.udf.request.IpAdapterUse;
import io.latentmill.udf.request.LatentmillException;
import io.latentmill.udf.request.Lora;
import io.latentmill.udf.request.PixelPair;
import io.latentmill.udf.request.RequestColumn;
import io.latentmill.udf.request.RequestValues;
import io.latentmill.udf.request.T2iAdapterUse;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import scala.Option;

/**
 * A generation request as a Spark row, every parameter effective. It is what a plan stores and what
 * a function over rows takes; further columns beside these are of no concern here. Rows are read by
 * column name, so they must carry their schema.
 */
public final class RequestRow {
  /** An image by path or by its encoded bytes: exactly one of the two is set. */
  public static final StructType IMAGE =
      new StructType().add("path", DataTypes.StringType).add("bytes", DataTypes.BinaryType);

  /** One element of {@code controlnets}. */
  public static final StructType CONTROLNET =
      new StructType()
          .add("model", DataTypes.StringType)
          .add("image", IMAGE)
          .add("scale", DataTypes.DoubleType)
          .add("start", DataTypes.DoubleType)
          .add("end", DataTypes.DoubleType)
          .add("guess_mode", DataTypes.BooleanType)
          .add("control_type", DataTypes.IntegerType)
          .add("mask", IMAGE);

  /** One element of {@code loras}. */
  public static final StructType LORA =
      new StructType().add("path", DataTypes.StringType).add("scale", DataTypes.DoubleType);

  /** One element of {@code embeddings}. */
  public static final StructType EMBEDDING =
      new StructType().add("path", DataTypes.StringType).add("token", DataTypes.StringType);

  /** One element of {@code ip_adapters}. */
  public static final StructType IP_ADAPTER =
      new StructType()
          .add("path", DataTypes.StringType)
          .add("image", IMAGE)
          .add("scale", DataTypes.DoubleType);

  /** One element of {@code t2i_adapters}. */
  public static final StructType T2I_ADAPTER = IP_ADAPTER.add("factor", DataTypes.DoubleType);

  /**
   * All columns, in the order in which they are written. Null is meaningful in {@code
   * negative_prompt}, {@code sampler} (the checkpoint's own scheduler), {@code clip_skip} and the
   * two images; in the others only a row that is known to be invalid has it.
   */
  public static final StructType SCHEMA = schema();

  private RequestRow() {}

  private static StructType schema() {
    StructType schema = new StructType();
    for (RequestColumn column : RequestColumn.values()) {
      schema = schema.add(column.label(), type(column.kind()));
    }
    return schema;
  }

  private static DataType type(ColumnKind kind) {
    return switch (kind) {
      case TEXT, IDENTITY -> DataTypes.StringType;
      case INTEGER -> DataTypes.IntegerType;
      case LONG -> DataTypes.LongType;
      case NUMBER -> DataTypes.DoubleType;
      case OPTIONS -> DataTypes.createMapType(DataTypes.StringType, DataTypes.StringType);
      case PIXELS -> DataTypes.createArrayType(DataTypes.IntegerType);
      case IMAGE -> IMAGE;
      case CONTROLNETS -> DataTypes.createArrayType(CONTROLNET);
      case LORAS -> DataTypes.createArrayType(LORA);
      case EMBEDDINGS -> DataTypes.createArrayType(EMBEDDING);
      case IP_ADAPTERS -> DataTypes.createArrayType(IP_ADAPTER);
      case T2I_ADAPTERS -> DataTypes.createArrayType(T2I_ADAPTER);
    };
  }

  /**
   * The request in a row. A column that an older plan lacks has its default.
   *
   * @throws LatentmillException (user) if the values make no request, naming column and value
   */
  public static GenerationRequest decode(Row row) {
    Map<RequestColumn, Object> values = new EnumMap<>(RequestColumn.class);
    for (RequestColumn column : RequestColumn.values()) {
      int index = index(row, column);
      if (index >= 0 && !row.isNullAt(index)) {
        values.put(column, value(row, index, column.kind()));
      }
    }
    return GenerationRequest.of(new RequestValues(values));
  }

  private static int index(Row row, RequestColumn column) {
    Option<Object> index = row.schema().getFieldIndex(column.label());
    if (index.isEmpty() && !column.whenNull().mayBeAbsent()) {
      throw LatentmillException.user(
          "Cannot read a request: no column %s among %s",
          column.label(), String.join(", ", row.schema().fieldNames()));
    }
    return index.isEmpty() ? -1 : (Integer) index.get();
  }

  private static Object value(Row row, int index, ColumnKind kind) {
    return switch (kind) {
      case TEXT, IDENTITY, INTEGER, LONG, NUMBER -> row.get(index);
      case OPTIONS -> row.getJavaMap(index);
      case PIXELS -> PixelPair.of(row.getList(index));
      case IMAGE -> image(row.getStruct(index));
      case CONTROLNETS -> list(row, index, RequestRow::controlnet);
      case LORAS ->
          list(row, index, lora -> new Lora(required(lora, "path"), required(lora, "scale")));
      case EMBEDDINGS ->
          list(row, index, it -> new Embedding(required(it, "path"), required(it, "token")));
      case IP_ADAPTERS -> list(row, index, RequestRow::ipAdapter);
      case T2I_ADAPTERS -> list(row, index, RequestRow::t2iAdapter);
    };
  }

  private static ControlNetUse controlnet(Row row) {
    return new ControlNetUse(
        required(row, "model"),
        image(required(row, "image")),
        required(row, "scale"),
        required(row, "start"),
        required(row, "end"),
        RequestRow.<Boolean>known(row, "guess_mode").orElse(false),
        RequestRow.<Integer>known(row, "control_type")
            .map(OptionalInt::of)
            .orElseGet(OptionalInt::empty),
        RequestRow.<Row>known(row, "mask").map(RequestRow::image));
  }

  private static IpAdapterUse ipAdapter(Row row) {
    return new IpAdapterUse(
        required(row, "path"), image(required(row, "image")), required(row, "scale"));
  }

  private static T2iAdapterUse t2iAdapter(Row row) {
    return new T2iAdapterUse(
        required(row, "path"),
        image(required(row, "image")),
        required(row, "scale"),
        required(row, "factor"));
  }

  private static ImageSource image(Row row) {
    Optional<String> path = optional(row, "path");
    return path.<ImageSource>map(ImageSource.Stored::new)
        .orElseGet(() -> new ImageSource.Inline(required(row, "bytes")));
  }

  private static <T> List<T> list(Row row, int index, Function<Row, T> decoder) {
    List<Row> elements = row.getList(index);
    return elements.stream().map(decoder).toList();
  }

  private static <T> T required(Row struct, String field) {
    return RequestRow.<T>optional(struct, field)
        .orElseThrow(() -> LatentmillException.user("%s is null", field));
  }

  /** A field that an older plan may lack. */
  private static <T> Optional<T> known(Row struct, String field) {
    return struct.schema().getFieldIndex(field).isEmpty()
        ? Optional.empty()
        : optional(struct, field);
  }

  private static <T> Optional<T> optional(Row struct, String field) {
    return Optional.ofNullable(struct.getAs(field));
  }
}
