package io.latentmill.job.sink.metadata;

import io.latentmill.udf.bits.Sha256;
import io.latentmill.udf.request.ColumnKind;
import io.latentmill.udf.request.RequestColumn;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import scala.collection.JavaConverters;

/**
 * The prompt table's own columns, as the metadata shows them: images as their path or, for inline
 * ones, the SHA-256 of their bytes; sampler options as JSON text, which a prompt table takes too
 * and which Hugging Face can read, unlike a Parquet map.
 */
final class RequestColumns {
  private RequestColumns() {}

  private static StructType withImageText(StructType struct) {
    StructType shown = new StructType();
    for (StructField field : struct.fields()) {
      boolean image = field.dataType() instanceof StructType;
      shown = shown.add(field.name(), image ? DataTypes.StringType : field.dataType());
    }
    return shown;
  }

  /** The type in the metadata of a plan column. */
  static DataType type(String name, StructType plan) {
    return switch (kind(name)) {
      case IMAGE, OPTIONS -> DataTypes.StringType;
      case CONTROLNETS, IP_ADAPTERS, T2I_ADAPTERS -> shownStructs(plan.apply(name).dataType());
      default -> plan.apply(name).dataType();
    };
  }

  /**
   * How a plan column's non-null value becomes the metadata's. Structs are read by position: not
   * all of Spark's rows know their fields' names.
   */
  static UnaryOperator<Object> conversion(String name, StructType plan) {
    return switch (kind(name)) {
      case IMAGE -> imageText(plan.apply(name).dataType());
      case OPTIONS -> RequestColumns::json;
      case CONTROLNETS, IP_ADAPTERS, T2I_ADAPTERS -> withImages(plan.apply(name).dataType());
      default -> UnaryOperator.identity();
    };
  }

  /** An older plan's structs may have fewer fields than those of today. */
  private static ArrayType shownStructs(DataType plan) {
    return new ArrayType(withImageText((StructType) ((ArrayType) plan).elementType()), true);
  }

  private static ColumnKind kind(String name) {
    return RequestColumn.ofName(name).orElseThrow().kind();
  }

  private static UnaryOperator<Object> imageText(DataType type) {
    int path = ((StructType) type).fieldIndex("path");
    int bytes = ((StructType) type).fieldIndex("bytes");
    return value -> {
      Row image = (Row) value;
      return image.isNullAt(path) ? Sha256.hex(image.<byte[]>getAs(bytes)) : image.getString(path);
    };
  }

  private static Object json(Object options) {
    Map<?, ?> entries =
        options instanceof scala.collection.Map<?, ?> map
            ? JavaConverters.mapAsJavaMap(map)
            : (Map<?, ?>) options;
    return CompactJson.text(new TreeMap<>(entries));
  }

  private static UnaryOperator<Object> withImages(DataType type) {
    StructType struct = (StructType) ((ArrayType) type).elementType();
    IntFunction<UnaryOperator<Object>> conversion =
        field ->
            struct.apply(field).dataType() instanceof StructType own
                ? imageText(own)
                : UnaryOperator.identity();
    return uses ->
        Rows.list(uses).stream().map(use -> select((Row) use, struct.size(), conversion)).toArray();
  }

  private static Row select(Row row, int fields, IntFunction<UnaryOperator<Object>> conversion) {
    return RowFactory.create(
        IntStream.range(0, fields)
            .mapToObj(
                field ->
                    field >= row.size() || row.isNullAt(field)
                        ? null
                        : conversion.apply(field).apply(row.get(field)))
            .toArray());
  }
}
