package io.latentmill.udf.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.latentmill.udf.GoldenTensors;
import io.latentmill.udf.pipeline.load.PipelineSpec;
import io.latentmill.udf.request.ControlNetUse;
import io.latentmill.udf.request.Embedding;
import io.latentmill.udf.request.GenerationRequest;
import io.latentmill.udf.request.ImageSource;
import io.latentmill.udf.request.IpAdapterUse;
import io.latentmill.udf.request.Lora;
import io.latentmill.udf.request.PixelPair;
import io.latentmill.udf.request.RequestColumn;
import io.latentmill.udf.request.RequestValues;
import io.latentmill.udf.request.SamplerName;
import io.latentmill.udf.request.T2iAdapterUse;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/**
 * A case of a cases.json of the references as the pipeline and request it describes.
 *
 * @param folder of the cases; a file that it lacks is looked for where all references keep theirs
 */
record GoldenCase(Path folder, JsonNode json) {
  private static final Path GOLDENS = GoldenTensors.folder();

  /** The cases of a folder of the references: {@code pipelines} or {@code field}. */
  static List<GoldenCase> all(String name) throws IOException {
    Path folder = GOLDENS.resolve(name);
    JsonNode cases =
        new ObjectMapper().readTree(folder.resolve("cases.json").toFile()).get("cases");
    List<GoldenCase> result = new ArrayList<>();
    cases.forEach(json -> result.add(new GoldenCase(folder, json)));
    return result;
  }

  String name() {
    return json.get("name").asText();
  }

  Path tensors() {
    return folder.resolve(name() + ".safetensors");
  }

  PipelineSpec pipeline() {
    String folder = model(json.get("checkpoint").asText());
    String vae = json.has("vae") ? checkpoint(json.get("vae").asText()) : null;
    String text = json.has("text_encoder") ? checkpoint(json.get("text_encoder").asText()) : null;
    String refiner = json.has("refiner") ? checkpoint(json.get("refiner").asText()) : null;
    return json.has("single_file")
        ? new PipelineSpec(
            checkpoint(json.get("single_file").asText()), folder, vae, text, refiner, null)
        : new PipelineSpec(folder, null, vae, text, refiner, null);
  }

  private String checkpoint(String name) {
    return file("checkpoints/" + name, "checkpoints/" + name);
  }

  /** A checkpoint of the folder's own may hold only what it has in place of another's parts. */
  private String model(String name) {
    return json.has("over")
        ? Overlay.of(
                Path.of(URI.create(checkpoint(json.get("over").asText()))),
                Path.of(URI.create(checkpoint(name))))
            .toUri()
            .toString()
        : checkpoint(name);
  }

  private String file(String own, String common) {
    Path mine = folder.resolve(own);
    return (Files.exists(mine) ? mine : GOLDENS.resolve(common)).toUri().toString();
  }

  GenerationRequest request() {
    Map<RequestColumn, Object> values = new EnumMap<>(RequestColumn.class);
    values.put(RequestColumn.ID, name());
    values.put(RequestColumn.PROMPT, json.get("prompt").asText());
    values.put(RequestColumn.SEED, json.get("seed").asLong());
    values.put(RequestColumn.WIDTH, json.path("width").asInt(128));
    values.put(RequestColumn.HEIGHT, json.path("height").asInt(128));
    values.put(RequestColumn.STEPS, json.get("steps").asInt());
    values.put(RequestColumn.GUIDANCE_SCALE, json.get("guidance_scale").asDouble());
    values.put(RequestColumn.CONTROLNETS, controlnets());
    values.put(RequestColumn.LORAS, loras());
    values.put(RequestColumn.EMBEDDINGS, embeddings());
    values.put(RequestColumn.IP_ADAPTERS, ipAdapters());
    values.put(RequestColumn.T2I_ADAPTERS, t2iAdapters());
    put(values, RequestColumn.NEGATIVE_PROMPT, "negative_prompt", JsonNode::asText);
    put(values, RequestColumn.PROMPT_2, "prompt_2", JsonNode::asText);
    put(values, RequestColumn.NEGATIVE_PROMPT_2, "negative_prompt_2", JsonNode::asText);
    put(values, RequestColumn.ORIGINAL_SIZE, "original_size", GoldenCase::pixels);
    put(values, RequestColumn.CROPS, "crops_coords_top_left", GoldenCase::pixels);
    put(values, RequestColumn.TARGET_SIZE, "target_size", GoldenCase::pixels);
    put(values, RequestColumn.NEGATIVE_ORIGINAL_SIZE, "negative_original_size", GoldenCase::pixels);
    put(values, RequestColumn.NEGATIVE_CROPS, "negative_crops_coords_top_left", GoldenCase::pixels);
    put(values, RequestColumn.NEGATIVE_TARGET_SIZE, "negative_target_size", GoldenCase::pixels);
    put(values, RequestColumn.AESTHETIC_SCORE, "aesthetic_score", JsonNode::asDouble);
    put(
        values,
        RequestColumn.NEGATIVE_AESTHETIC_SCORE,
        "negative_aesthetic_score",
        JsonNode::asDouble);
    put(values, RequestColumn.DENOISING_END, "denoising_end", JsonNode::asDouble);
    put(values, RequestColumn.GUIDANCE_RESCALE, "guidance_rescale", JsonNode::asDouble);
    put(values, RequestColumn.CLIP_SKIP, "clip_skip", JsonNode::asInt);
    put(values, RequestColumn.STRENGTH, "strength", JsonNode::asDouble);
    put(values, RequestColumn.IMAGE_GUIDANCE_SCALE, "image_guidance_scale", JsonNode::asDouble);
    put(values, RequestColumn.INIT_IMAGE, "image", image -> input(image.asText()));
    put(values, RequestColumn.MASK_IMAGE, "mask", image -> input(image.asText()));
    putSampler(values);
    return GenerationRequest.of(new RequestValues(values));
  }

  private void put(
      Map<RequestColumn, Object> values,
      RequestColumn column,
      String key,
      Function<JsonNode, Object> reading) {
    if (json.has(key)) {
      values.put(column, reading.apply(json.get(key)));
    }
  }

  private static PixelPair pixels(JsonNode pair) {
    return new PixelPair(pair.get(0).asInt(), pair.get(1).asInt());
  }

  private ImageSource input(String name) {
    return new ImageSource.Stored(file("inputs/" + name, "pipelines/inputs/" + name));
  }

  private void putSampler(Map<RequestColumn, Object> values) {
    if (!json.has("scheduler")) {
      return;
    }
    Map<String, String> options = new HashMap<>();
    json.get("scheduler")
        .fields()
        .forEachRemaining(field -> options.put(field.getKey(), field.getValue().asText()));
    String type = options.remove("class");
    SamplerName name =
        Arrays.stream(SamplerName.values())
            .filter(sampler -> sampler.diffusersClass().equals(type))
            .findFirst()
            .orElseThrow();
    values.put(RequestColumn.SAMPLER, name.label());
    values.put(RequestColumn.SAMPLER_OPTIONS, options);
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
                        use.path("end").asDouble(1),
                        use.path("guess_mode").asBoolean(false),
                        use.has("control_type")
                            ? OptionalInt.of(use.get("control_type").asInt())
                            : OptionalInt.empty(),
                        Optional.ofNullable(use.get("mask")).map(it -> input(it.asText())))));
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

  private List<IpAdapterUse> ipAdapters() {
    List<IpAdapterUse> uses = new ArrayList<>();
    json.path("ip_adapter")
        .forEach(
            use ->
                uses.add(
                    new IpAdapterUse(
                        adapter(use.get("file").asText()),
                        input(use.get("image").asText()),
                        use.get("scale").asDouble())));
    return uses;
  }

  private List<T2iAdapterUse> t2iAdapters() {
    List<T2iAdapterUse> uses = new ArrayList<>();
    json.path("t2i_adapter")
        .forEach(
            use ->
                uses.add(
                    new T2iAdapterUse(
                        adapter(use.get("file").asText()),
                        input(use.get("image").asText()),
                        use.get("scale").asDouble(),
                        use.path("factor").asDouble(1))));
    return uses;
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

  private String adapter(String name) {
    return file("adapters/" + name, "pipelines/adapters/" + name);
  }

  @Override
  public String toString() {
    return name();
  }
}
