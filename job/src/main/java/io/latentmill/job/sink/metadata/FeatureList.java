package io.latentmill.job.sink.metadata;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.FractionalType;
import org.apache.spark.sql.types.IntegralType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Columns as a data set card's {@code dataset_info} lists them. */
public final class FeatureList {
  private FeatureList() {}

  /** A feature for each column. */
  public static List<Object> of(StructType columns) {
    List<Object> fields = new ArrayList<>();
    for (StructField field : columns.fields()) {
      fields.add(feature(field.name(), field.dataType()));
    }
    return fields;
  }

  private static Map<String, Object> feature(String name, DataType type) {
    if (type.equals(FormatColumns.IMAGE)) {
      return named(name, "dtype", "image");
    }
    if (type instanceof StructType struct) {
      return named(name, "struct", of(struct));
    }
    if (type instanceof ArrayType array) {
      return named(name, "list", element(array.elementType()));
    }
    return named(name, "dtype", HuggingFaceFeatures.dtype(type));
  }

  private static Object element(DataType type) {
    if (type instanceof StructType struct) {
      return of(struct);
    }
    if (type instanceof ArrayType array) {
      return Map.of("list", element(array.elementType()));
    }
    return HuggingFaceFeatures.dtype(type);
  }

  /** A feature of a kind: {@code struct}, {@code list}, {@code dtype}. */
  public static Map<String, Object> named(String name, String kind, Object value) {
    Map<String, Object> feature = new LinkedHashMap<>();
    feature.put("name", name);
    feature.put(kind, value);
    return feature;
  }

  /** What a JSON parser makes of types: long, double, boolean, text, and nestings of these. */
  public static StructType inJson(StructType columns) {
    StructType parsed = new StructType();
    for (StructField field : columns.fields()) {
      parsed = parsed.add(field.name(), inJson(field.dataType()));
    }
    return parsed;
  }

  private static DataType inJson(DataType type) {
    if (type instanceof StructType struct) {
      return inJson(struct);
    }
    if (type instanceof ArrayType array) {
      return DataTypes.createArrayType(inJson(array.elementType()));
    }
    if (type instanceof IntegralType) {
      return DataTypes.LongType;
    }
    if (type instanceof FractionalType) {
      return DataTypes.DoubleType;
    }
    return type.equals(DataTypes.BooleanType) ? type : DataTypes.StringType;
  }
}
