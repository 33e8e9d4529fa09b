package io.latentmill.job.plan;

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
 * What a request column can hold: the Spark types that serve, and the one form that every value of
 * them is brought to.
 */
enum ColumnKind {
  TEXT("a string", false, StringType.class::isInstance, Conversions::text),
  IDENTITY(
      "a string or an integer",
      false,
      type -> type instanceof StringType || type instanceof NumericType,
      Conversions::identity),
  INTEGER("an integer", true, NumericType.class::isInstance, Conversions::integer),
  LONG("an integer", true, NumericType.class::isInstance, Conversions::whole),
  NUMBER("a number", true, NumericType.class::isInstance, Conversions::number),
  OPTIONS(
      "a map, a struct or JSON text",
      false,
      type -> type instanceof MapType || type instanceof StructType || type instanceof StringType,
      Conversions::options),
  IMAGE(
      "a path, binary or a struct of path and bytes",
      false,
      type ->
          type instanceof StringType || type instanceof BinaryType || type instanceof StructType,
      Conversions::image),
  CONTROLNETS("an array of structs", false, ColumnKind::structs, StructLists::controlnets),
  LORAS("an array of structs", false, ColumnKind::structs, StructLists::loras),
  EMBEDDINGS("an array of structs", false, ColumnKind::structs, StructLists::embeddings);

  private final String description;
  private final boolean readableFromText;
  private final Predicate<DataType> serves;
  private final BiFunction<String, Object, Object> conversion;

  ColumnKind(
      String description,
      boolean readableFromText,
      Predicate<DataType> serves,
      BiFunction<String, Object, Object> conversion) {
    this.description = description;
    this.readableFromText = readableFromText;
    this.serves = serves;
    this.conversion = conversion;
  }

  private static boolean structs(DataType type) {
    return type instanceof StringType
        || type instanceof ArrayType array
            && (array.elementType() instanceof StructType
                || array.elementType() instanceof NullType);
  }

  /** What to write into such a column, for messages. */
  String description() {
    return description;
  }

  /**
   * Whether a column of that type can be of this kind.
   *
   * @param fromText the table's format has only text, or takes mixed values as text, so that
   *     numbers are read from it row by row
   */
  boolean serves(DataType type, boolean fromText) {
    return type instanceof NullType
        || serves.test(type)
        || fromText && readableFromText && type instanceof StringType;
  }

  /**
   * The canonical form of a plain value (see {@link PlainValues}): Integer, Long, Double, String,
   * sorted maps and lists of sorted maps.
   *
   * @param column for messages
   * @throws io.latentmill.udf.request.LatentmillException (user) naming column and value
   */
  Object convert(String column, Object value) {
    return conversion.apply(column, value);
  }
}
