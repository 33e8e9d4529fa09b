package io.latentmill.udf.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.latentmill.udf.request.ControlNetUse;
import io.latentmill.udf.request.Embedding;
import io.latentmill.udf.request.GenerationRequest;
import io.latentmill.udf.request.GenerationRequest.Conditioning;
import io.latentmill.udf.request.GenerationRequest.Guidance;
import io.latentmill.udf.request.GenerationRequest.Sampling;
import io.latentmill.udf.request.ImageSize;
import io.latentmill.udf.request.ImageSource;
import io.latentmill.udf.request.Lora;
import io.latentmill.udf.request.PromptSyntax;
import io.latentmill.udf.request.SamplerName;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** A case of goldens/pipelines/cases.json as the pipeline and request it describes. */
record GoldenCase(JsonNode json) {
  static final Path GOLDENS = Path.of(System.getProperty("latentmill.goldens"));

  static List<GoldenCase> all() throws IOException {
    JsonNode cases =
        new ObjectMapper().readTree(GOLDENS.resolve("pipelines/cases.json").toFile()).get("cases");
    List<GoldenCase> result = new ArrayList<>();
    cases.forEach(json -> result.add(new GoldenCase(json)));
    return result;
  }

  String name() {
    return json.get("name").asText();
  }

  Path tensors() {
    return GOLDENS.resolve("pipelines/" + name() + ".safetensors");
  }

  PipelineSpec pipeline() {
    String folder = checkpoint(json.get("checkpoint").asText());
    String vae = json.has("vae") ? checkpoint(json.get("vae").asText()) : null;
    return json.has("single_file")
        ? new PipelineSpec(checkpoint(json.get("single_file").asText()), folder, vae, null)
        : new PipelineSpec(folder, null, vae, null);
  }

  private static String checkpoint(String name) {
    return GOLDENS.resolve("checkpoints/" + name).toUri().toString();
  }

  GenerationRequest request() {
    boolean fromImage = json.has("kind");
    return new GenerationRequest(
        name(),
        json.get("prompt").asText(),
        Optional.ofNullable(json.get("negative_prompt")).map(JsonNode::asText),
        json.get("seed").asLong(),
        new ImageSize(json.path("width").asInt(128), json.path("height").asInt(128)),
        json.get("steps").asInt(),
        new Guidance(
            json.get("guidance_scale").asDouble(), json.path("guidance_rescale").asDouble(0), 0, 1),
        sampling(),
        json.has("clip_skip") ? OptionalInt.of(json.get("clip_skip").asInt()) : OptionalInt.empty(),
        fromImage
            ? new Conditioning(image("image"), image("mask"), json.get("strength").asDouble())
            : Conditioning.none(),
        controlnets(),
        loras(),
        embeddings(),
        PromptSyntax.PLAIN);
  }

  private Optional<ImageSource> image(String key) {
    return Optional.ofNullable(json.get(key)).map(node -> input(node.asText()));
  }

  private static ImageSource input(String name) {
    return new ImageSource.Stored(GOLDENS.resolve("pipelines/inputs/" + name).toUri().toString());
  }

  private Sampling sampling() {
    JsonNode scheduler = json.path("scheduler");
    if (scheduler.isMissingNode()) {
      return Sampling.checkpoint();
    }
    Map<String, String> options = new HashMap<>();
    scheduler
        .fields()
        .forEachRemaining(field -> options.put(field.getKey(), field.getValue().asText()));
    String type = options.remove("class");
    SamplerName name =
        Arrays.stream(SamplerName.values())
            .filter(sampler -> sampler.diffusersClass().equals(type))
            .findFirst()
            .orElseThrow();
    return new Sampling(Optional.of(name), options, 0);
  }

  private List<ControlNetUse> controlnets() {
    List<ControlNetUse> uses = new ArrayList<>();
    json.path("controlnet")
        .forEach(
            use ->
                uses.add(
                    new ControlNetUse(
                        checkpoint(use.get("checkpoint").asText()),
                        input(use.get("image").asText()),
                        use.get("scale").asDouble(),
                        use.path("start").asDouble(0),
                        use.path("end").asDouble(1))));
    return uses;
  }

  private List<Lora> loras() {
    List<Lora> loras = new ArrayList<>();
    json.path("lora")
        .forEach(
            lora ->
                loras.add(
                    new Lora(adapter(lora.get("file").asText()), lora.get("scale").asDouble())));
    return loras;
  }

  private List<Embedding> embeddings() {
    List<Embedding> embeddings = new ArrayList<>();
    json.path("textual_inversion")
        .forEach(
            embedding ->
                embeddings.add(
                    new Embedding(
                        adapter(embedding.get("file").asText()), embedding.get("token").asText())));
    return embeddings;
  }

  private static String adapter(String file) {
    return GOLDENS.resolve("pipelines/adapters/" + file).toUri().toString();
  }

  @Override
  public String toString() {
    return name();
  }
}
