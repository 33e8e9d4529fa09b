package io.latentmill.udf.sql.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import io.latentmill.udf.request.MicroConditioning;
import io.latentmill.udf.request.PromptSyntax;
import io.latentmill.udf.request.SamplerName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.GenericRowWithSchema;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import scala.collection.JavaConverters;

/** A row of every column, and the ways in which it makes no request. */
class RequestRowTest {
  @Test
  void everyColumnReachesTheRequest() {
    GenerationRequest request = RequestRow.decode(row(full()));

    assertThat(request)
        .isEqualTo(
            new GenerationRequest(
                "a/b",
                "a red circle",
                Optional.of("blurry"),
                -7L,
                new ImageSize(128, 96),
                12,
                new Guidance(3, 0.5, 0.1, 0.9),
                new Sampling(Optional.of(SamplerName.DDIM), Map.of("steps_offset", "1"), 0.25),
                OptionalInt.of(2),
                new Conditioning(
                    Optional.of(new ImageSource.Stored("init.png")),
                    Optional.of(new ImageSource.Inline(new byte[] {1, 2})),
                    0.6),
                List.of(
                    new ControlNetUse("canny", new ImageSource.Stored("edges.png"), 0.7, 0, 0.5)),
                List.of(new Lora("style.safetensors", -1)),
                List.of(new Embedding("cat.safetensors", "<cat>")),
                PromptSyntax.A1111,
                Optional.empty(),
                Optional.empty(),
                MicroConditioning.none(),
                Optional.empty(),
                Optional.empty()));
  }

  @Test
  void whatMayBeNullIsEmpty() {
    Map<String, Object> values = full();
    for (String column :
        List.of("negative_prompt", "sampler", "clip_skip", "init_image", "mask_image")) {
      values.put(column, null);
    }

    GenerationRequest request = RequestRow.decode(row(values));

    assertThat(request.negativePrompt()).isEmpty();
    assertThat(request.sampling().name()).isEmpty();
    assertThat(request.clipSkip()).isEmpty();
    assertThat(request.conditioning().initImage()).isEmpty();
    assertThat(request.conditioning().maskImage()).isEmpty();
  }

  @Test
  void aColumnThatAnOlderPlanLacksHasItsDefault() {
    StructType known = new StructType();
    for (String name : List.of("id", "prompt", "seed", "width", "height")) {
      known = known.add(RequestRow.SCHEMA.apply(name));
    }
    Row row = new GenericRowWithSchema(new Object[] {"a", "b", 1L, 64, 64}, known);

    GenerationRequest request = RequestRow.decode(row);

    assertThat(request.steps()).isEqualTo(30);
    assertThat(request.guidance()).isEqualTo(Guidance.ofScale(7.5));
    assertThat(request.sampling()).isEqualTo(Sampling.checkpoint());
    assertThat(request.conditioning()).isEqualTo(Conditioning.none());
    assertThat(request.promptSyntax()).isEqualTo(PromptSyntax.PLAIN);
  }

  @Test
  void whatMayNotBeNullIsNamed() {
    Map<String, Object> values = full();
    values.put("prompt", null);

    assertThatThrownBy(() -> RequestRow.decode(row(values)))
        .isInstanceOf(LatentmillException.class)
        .hasMessage("prompt is null");
  }

  @Test
  void aMissingColumnIsNamed() {
    Row row =
        new GenericRowWithSchema(
            new Object[] {"a", "b"}, new StructType().add("id", "string").add("text", "string"));

    assertThatThrownBy(() -> RequestRow.decode(row))
        .hasMessage("Cannot read a request: no column prompt among id, text");
  }

  private static Map<String, Object> full() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("id", "a/b");
    values.put("prompt", "a red circle");
    values.put("negative_prompt", "blurry");
    values.put("seed", -7L);
    values.put("width", 128);
    values.put("height", 96);
    values.put("steps", 12);
    values.put("guidance_scale", 3.0);
    values.put("guidance_rescale", 0.5);
    values.put("guidance_start", 0.1);
    values.put("guidance_end", 0.9);
    values.put("sampler", "ddim");
    values.put("sampler_options", JavaConverters.mapAsScalaMap(Map.of("steps_offset", "1")));
    values.put("eta", 0.25);
    values.put("clip_skip", 2);
    values.put("strength", 0.6);
    values.put("init_image", struct(RequestRow.IMAGE, "init.png", null));
    values.put("mask_image", struct(RequestRow.IMAGE, null, new byte[] {1, 2}));
    Row edges = struct(RequestRow.IMAGE, "edges.png", null);
    values.put(
        "controlnets",
        array(struct(RequestRow.CONTROLNET, "canny", edges, 0.7, 0.0, 0.5, null, null, null)));
    values.put("loras", array(struct(RequestRow.LORA, "style.safetensors", -1.0)));
    values.put("embeddings", array(struct(RequestRow.EMBEDDING, "cat.safetensors", "<cat>")));
    values.put("prompt_syntax", "a1111");
    values.put("num_images", 1);
    values.put("image_guidance_scale", 1.5);
    return values;
  }

  private static Row row(Map<String, Object> values) {
    Object[] row = Stream.of(RequestRow.SCHEMA.fieldNames()).map(values::get).toArray();
    return new GenericRowWithSchema(row, RequestRow.SCHEMA);
  }

  private static Row struct(StructType schema, Object... values) {
    return new GenericRowWithSchema(values, schema);
  }

  private static Object array(Row element) {
    return JavaConverters.asScalaBuffer(List.of(element));
  }
}
