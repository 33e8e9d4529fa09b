package io.latentmill.job.sink.metadata;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
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
final class PromptColumns {
  /** In the order of the metadata; id, width and height stand elsewhere. */
  static final List<String> NAMES =
      List.of(
          "prompt",
          "negative_prompt",
          "seed",
          "steps",
          "guidance_scale",
          "guidance_rescale",
          "guidance_start",
          "guidance_end",
          "sampler",
          "sampler_options",
          "eta",
          "clip_skip",
          "strength",
          "init_image",
          "mask_image",
          "controlnets",
          "loras",
          "embeddings",
          "prompt_syntax",
          "num_images");

  private static final Set<String> IMAGES = Set.of("init_image", "mask_image");
  private static final StructType CONTROLNET =
      new StructType()
          .add("model", DataTypes.StringType)
          .add("image", DataTypes.StringType)
          .add("scale", DataTypes.DoubleType)
          .add("start", DataTypes.DoubleType)
          .add("end", DataTypes.DoubleType);

  private PromptColumns() {}

  /** The type in the metadata of a plan column. */
  static DataType type(StructField planned) {
    String name = planned.name();
    if (IMAGES.contains(name) || name.equals("sampler_options")) {
      return DataTypes.StringType;
    }
    return name.equals("controlnets") ? new ArrayType(CONTROLNET, true) : planned.dataType();
  }

  /**
   * How a plan column's non-null value becomes the metadata's. Structs are read by position: not
   * all of Spark's rows know their fields' names.
   */
  static UnaryOperator<Object> conversion(StructField planned) {
    if (IMAGES.contains(planned.name())) {
      return imageText(planned.dataType());
    }
    return switch (planned.name()) {
      case "sampler_options" -> PromptColumns::json;
      case "controlnets" -> controlnets(planned.dataType());
      default -> UnaryOperator.identity();
    };
  }

  private static UnaryOperator<Object> imageText(DataType type) {
    int path = ((StructType) type).fieldIndex("path");
    int bytes = ((StructType) type).fieldIndex("bytes");
    return value -> {
      Row image = (Row) value;
      return image.isNullAt(path) ? Sha256.hex(image.getAs(bytes)) : image.getString(path);
    };
  }

  private static Object json(Object options) {
    Map<?, ?> entries =
        options instanceof scala.collection.Map<?, ?> map
            ? JavaConverters.mapAsJavaMap(map)
            : (Map<?, ?>) options;
    return CompactJson.text(new TreeMap<>(entries));
  }

  private static UnaryOperator<Object> controlnets(DataType type) {
    StructType struct = (StructType) ((ArrayType) type).elementType();
    int image = struct.fieldIndex("image");
    UnaryOperator<Object> imageText = imageText(struct.apply("image").dataType());
    int[] fields = Arrays.stream(CONTROLNET.fieldNames()).mapToInt(struct::fieldIndex).toArray();
    IntFunction<UnaryOperator<Object>> conversion =
        field -> field == image ? imageText : UnaryOperator.identity();
    return uses ->
        Rows.list(uses).stream().map(use -> select((Row) use, fields, conversion)).toArray();
  }

  private static Row select(Row row, int[] fields, IntFunction<UnaryOperator<Object>> conversion) {
    return RowFactory.create(
        Arrays.stream(fields)
            .mapToObj(
                field -> row.isNullAt(field) ? null : conversion.apply(field).apply(row.get(field)))
            .toArray());
  }
}
