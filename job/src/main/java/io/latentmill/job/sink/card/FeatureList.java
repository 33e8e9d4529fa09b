package io.latentmill.job.sink.card;

import io.latentmill.job.sink.SinkFormat;
import io.latentmill.job.sink.metadata.FormatColumns;
import io.latentmill.job.sink.metadata.HuggingFaceFeatures;
import io.latentmill.job.sink.metadata.MetadataSchema;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.FractionalType;
import org.apache.spark.sql.types.IntegralType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Columns as a card's {@code dataset_info} lists them. Parquet files carry their own description;
 * for tars the list matters: without it {@code datasets} guesses types from the first five samples,
 * and a column that is null in these cannot be read later.
 */
final class FeatureList {
  private FeatureList() {}

  /** The features of a format; empty for image folders, which get them from their metadata. */
  static Optional<List<Object>> of(SinkFormat format, MetadataSchema schema) {
    return switch (format) {
      case PARQUET -> Optional.of(fields(FormatColumns.withImage(schema).type()));
      case WEBDATASET -> Optional.of(sample(schema));
      case FILES -> Optional.empty();
    };
  }

  private static List<Object> sample(MetadataSchema schema) {
    List<Object> members = new ArrayList<>();
    StructType json = (StructType) inJson(FormatColumns.withFileNameOnly(schema).type());
    members.add(named("json", "struct", fields(json)));
    if (schema.options().latents()) {
      Object rows = Map.of("list", "float16");
      members.add(named("latent.npy", "list", Map.of("list", rows)));
    }
    members.add(named(schema.options().image().extension(), "dtype", "image"));
    for (String text : List.of("txt", "__key__", "__url__")) {
      members.add(named(text, "dtype", "string"));
    }
    return members;
  }

  private static List<Object> fields(StructType columns) {
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
      return named(name, "struct", fields(struct));
    }
    if (type instanceof ArrayType array) {
      return named(name, "list", element(array.elementType()));
    }
    return named(name, "dtype", HuggingFaceFeatures.dtype(type));
  }

  private static Object element(DataType type) {
    if (type instanceof StructType struct) {
      return fields(struct);
    }
    if (type instanceof ArrayType array) {
      return Map.of("list", element(array.elementType()));
    }
    return HuggingFaceFeatures.dtype(type);
  }

  private static Map<String, Object> named(String name, String kind, Object value) {
    Map<String, Object> feature = new LinkedHashMap<>();
    feature.put("name", name);
    feature.put(kind, value);
    return feature;
  }

  /** What a JSON parser makes of a type: long, double, boolean, text, and nestings of these. */
  private static DataType inJson(DataType type) {
    if (type instanceof StructType struct) {
      StructType parsed = new StructType();
      for (StructField field : struct.fields()) {
        parsed = parsed.add(field.name(), inJson(field.dataType()));
      }
      return parsed;
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
