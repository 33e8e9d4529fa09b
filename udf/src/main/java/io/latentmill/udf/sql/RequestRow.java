package io.latentmill.udf.sql;

import io.latentmill.udf.request.ControlNetUse;
import io.latentmill.udf.request.Embedding;
import io.latentmill.udf.request.GenerationRequest;
import io.latentmill.udf.request.GenerationRequest.Conditioning;
import io.latentmill.udf.request.GenerationRequest.Guidance;
import io.latentmill.udf.request.GenerationRequest.Sampling;
import io.latentmill.udf.request.ImageSize;
import io.latentmill.udf.request.ImageSource;
import io.latentmill.udf.request.LatentmillException;
import io.latentmill.udf.request.Lora;
import io.latentmill.udf.request.PromptSyntax;
import io.latentmill.udf.request.SamplerName;
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
          .add("end", DataTypes.DoubleType);

  /** One element of {@code loras}. */
  public static final StructType LORA =
      new StructType().add("path", DataTypes.StringType).add("scale", DataTypes.DoubleType);

  /** One element of {@code embeddings}. */
  public static final StructType EMBEDDING =
      new StructType().add("path", DataTypes.StringType).add("token", DataTypes.StringType);

  /**
   * All columns, in the order in which they are written. Null is meaningful in {@code
   * negative_prompt}, {@code sampler} (the checkpoint's own scheduler), {@code clip_skip} and the
   * two images; in the others only a row that is known to be invalid has it.
   */
  public static final StructType SCHEMA =
      new StructType()
          .add("id", DataTypes.StringType)
          .add("prompt", DataTypes.StringType)
          .add("negative_prompt", DataTypes.StringType)
          .add("seed", DataTypes.LongType)
          .add("width", DataTypes.IntegerType)
          .add("height", DataTypes.IntegerType)
          .add("steps", DataTypes.IntegerType)
          .add("guidance_scale", DataTypes.DoubleType)
          .add("guidance_rescale", DataTypes.DoubleType)
          .add("guidance_start", DataTypes.DoubleType)
          .add("guidance_end", DataTypes.DoubleType)
          .add("sampler", DataTypes.StringType)
          .add("sampler_options", stringMap())
          .add("eta", DataTypes.DoubleType)
          .add("clip_skip", DataTypes.IntegerType)
          .add("strength", DataTypes.DoubleType)
          .add("init_image", IMAGE)
          .add("mask_image", IMAGE)
          .add("controlnets", DataTypes.createArrayType(CONTROLNET))
          .add("loras", DataTypes.createArrayType(LORA))
          .add("embeddings", DataTypes.createArrayType(EMBEDDING))
          .add("prompt_syntax", DataTypes.StringType)
          .add("num_images", DataTypes.IntegerType);

  private RequestRow() {}

  private static DataType stringMap() {
    return DataTypes.createMapType(DataTypes.StringType, DataTypes.StringType);
  }

  /**
   * The request in a row.
   *
   * @throws LatentmillException (user) if the values make no request, naming column and value
   */
  public static GenerationRequest decode(Row row) {
    return new GenerationRequest(
        required(row, "id"),
        required(row, "prompt"),
        optional(row, "negative_prompt"),
        required(row, "seed"),
        new ImageSize(required(row, "width"), required(row, "height")),
        required(row, "steps"),
        guidance(row),
        sampling(row),
        clipSkip(row),
        conditioning(row),
        list(row, "controlnets", RequestRow::controlnet),
        list(row, "loras", lora -> new Lora(required(lora, "path"), required(lora, "scale"))),
        list(row, "embeddings", it -> new Embedding(required(it, "path"), required(it, "token"))),
        PromptSyntax.ofLabel(required(row, "prompt_syntax")));
  }

  private static Guidance guidance(Row row) {
    return new Guidance(
        required(row, "guidance_scale"),
        required(row, "guidance_rescale"),
        required(row, "guidance_start"),
        required(row, "guidance_end"));
  }

  private static Sampling sampling(Row row) {
    Map<String, String> options = row.getJavaMap(index(row, "sampler_options"));
    Optional<String> name = optional(row, "sampler");
    return new Sampling(name.map(SamplerName::ofLabel), options, required(row, "eta"));
  }

  private static OptionalInt clipSkip(Row row) {
    Optional<Integer> layers = optional(row, "clip_skip");
    return layers.map(OptionalInt::of).orElseGet(OptionalInt::empty);
  }

  private static Conditioning conditioning(Row row) {
    Optional<Row> init = optional(row, "init_image");
    Optional<Row> mask = optional(row, "mask_image");
    return new Conditioning(
        init.map(RequestRow::image), mask.map(RequestRow::image), required(row, "strength"));
  }

  private static ControlNetUse controlnet(Row row) {
    return new ControlNetUse(
        required(row, "model"),
        image(required(row, "image")),
        required(row, "scale"),
        required(row, "start"),
        required(row, "end"));
  }

  private static ImageSource image(Row row) {
    Optional<String> path = optional(row, "path");
    return path.<ImageSource>map(ImageSource.Stored::new)
        .orElseGet(() -> new ImageSource.Inline(required(row, "bytes")));
  }

  private static <T> List<T> list(Row row, String column, Function<Row, T> decoder) {
    List<Row> elements = row.getList(index(row, column));
    return elements.stream().map(decoder).toList();
  }

  private static <T> T required(Row row, String column) {
    return RequestRow.<T>optional(row, column)
        .orElseThrow(() -> LatentmillException.user("%s is null", column));
  }

  private static <T> Optional<T> optional(Row row, String column) {
    return Optional.ofNullable(row.getAs(index(row, column)));
  }

  private static int index(Row row, String column) {
    Option<Object> index = row.schema().getFieldIndex(column);
    if (index.isEmpty()) {
      throw LatentmillException.user(
          "Cannot read a request: no column %s among %s",
          column, String.join(", ", row.schema().fieldNames()));
    }
    return (Integer) index.get();
  }
}
