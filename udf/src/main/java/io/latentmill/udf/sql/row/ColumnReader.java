package io.latentmill.udf.sql.row;

import io.latentmill.udf.request.ColumnKind;
import io.latentmill.udf.request.RequestColumn;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.NullType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;

/**
 * How a column of one kind is read from a prompt table: the Spark types that serve, and the one
 * form that every value of them is brought to.
 *
 * @param serves whether a column of that type can be of this kind
 * @param readableFromText whether text serves too where the table's format has nothing else
 * @param conversion of a value, with the column's name for messages
 * @param paths that a converted value holds: {@link InputRoots} bounds them
 */
public record ColumnReader(
    Predicate<DataType> serves,
    boolean readableFromText,
    BiFunction<String, Object, Object> conversion,
    ColumnPaths paths) {

  /** The reader of columns of a kind. */
  public static ColumnReader of(ColumnKind kind) {
    return switch (kind) {
      case TEXT -> plain(StringType.class::isInstance, Conversions::text);
      case IDENTITY -> plain(ColumnReader::identity, Conversions::identity);
      case INTEGER -> number(Conversions::integer);
      case LONG -> number(Conversions::whole);
      case NUMBER -> number(Conversions::number);
      case OPTIONS -> plain(ColumnReader::map, Conversions::options);
      case PIXELS -> plain(ColumnReader::numbers, Conversions::pixels);
      case IMAGE ->
          new ColumnReader(ColumnReader::image, false, Conversions::image, ColumnPaths.IMAGE);
      case CONTROLNETS -> structs(StructLists.CONTROLNET);
      case LORAS -> structs(StructLists.LORA);
      case EMBEDDINGS -> structs(StructLists.EMBEDDING);
      case IP_ADAPTERS -> structs(StructLists.IP_ADAPTER);
      case T2I_ADAPTERS -> structs(StructLists.T2I_ADAPTER);
    };
  }

  private static ColumnReader plain(
      Predicate<DataType> serves, BiFunction<String, Object, Object> conversion) {
    return new ColumnReader(serves, false, conversion, ColumnPaths.NONE);
  }

  private static ColumnReader structs(List<ElementField> fields) {
    return new ColumnReader(
        ColumnReader::structs,
        false,
        (column, value) -> StructLists.elements(column, value, fields),
        ColumnPaths.ofElements(fields));
  }

  private static ColumnReader number(BiFunction<String, Object, Object> conversion) {
    return new ColumnReader(NumericType.class::isInstance, true, conversion, ColumnPaths.NONE);
  }

  private static boolean identity(DataType type) {
    return type instanceof StringType || type instanceof NumericType;
  }

  private static boolean map(DataType type) {
    return type instanceof MapType || type instanceof StructType || type instanceof StringType;
  }

  private static boolean image(DataType type) {
    return type instanceof StringType || type instanceof BinaryType || type instanceof StructType;
  }

  private static boolean numbers(DataType type) {
    return type instanceof StringType
        || type instanceof ArrayType array
            && (array.elementType() instanceof NumericType
                || array.elementType() instanceof NullType);
  }

  private static boolean structs(DataType type) {
    return type instanceof StringType
        || type instanceof ArrayType array
            && (array.elementType() instanceof StructType
                || array.elementType() instanceof NullType);
  }

  /**
   * Whether a table's column of that type can be of this kind.
   *
   * @param fromText the table's format has only text, or takes mixed values as text, so that
   *     numbers are read from it row by row
   */
  public boolean serves(DataType type, boolean fromText) {
    return type instanceof NullType
        || serves.test(type)
        || fromText && readableFromText && type instanceof StringType;
  }

  /**
   * The canonical form of a plain value (see {@link PlainValues}): Integer, Long, Double, String,
   * sorted maps and lists of sorted maps.
   *
   * @throws io.latentmill.udf.request.LatentmillException (user) naming column and value
   */
  static Object convert(RequestColumn column, Object value) {
    return of(column.kind()).conversion().apply(column.label(), value);
  }
}
