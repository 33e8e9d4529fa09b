package io.latentmill.job.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.latentmill.job.cluster.Checkout;
import io.latentmill.udf.request.SamplerName;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A case of goldens/pipelines/cases.json as a user would ask for it. */
record GoldenRequest(JsonNode json) {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  static List<GoldenRequest> all() throws IOException {
    JsonNode file = MAPPER.readTree(Checkout.goldens("pipelines/cases.json").toFile());
    List<GoldenRequest> cases = new ArrayList<>();
    file.get("cases").forEach(json -> cases.add(new GoldenRequest(json)));
    return cases;
  }

  /** The reference's tensors. */
  Path tensors() {
    return Checkout.goldens("pipelines/" + name() + ".safetensors");
  }

  String name() {
    return json.get("name").asText();
  }

  /** {@code --model} and what belongs to it. */
  List<String> modelOptions() {
    String checkpoint = checkpoint(json.get("checkpoint"));
    List<String> options = new ArrayList<>();
    if (json.has("single_file")) {
      options.addAll(
          List.of("--model", checkpoint(json.get("single_file")), "--model-config", checkpoint));
    } else {
      options.addAll(List.of("--model", checkpoint));
    }
    if (json.has("vae")) {
      options.addAll(List.of("--vae", checkpoint(json.get("vae"))));
    }
    return options;
  }

  private static String checkpoint(JsonNode name) {
    return Checkout.goldens("checkpoints/" + name.asText()).toString();
  }

  /** The request under the prompt table's column names. */
  String row() {
    ObjectNode row = MAPPER.createObjectNode().put("id", name());
    for (String same :
        List.of(
            "prompt",
            "negative_prompt",
            "seed",
            "steps",
            "guidance_scale",
            "guidance_rescale",
            "width",
            "height",
            "clip_skip",
            "strength")) {
      if (json.has(same)) {
        row.set(same, json.get(same));
      }
    }
    if (!json.has("image")) {
      row.put("width", json.path("width").asInt(128)).put("height", json.path("height").asInt(128));
    } else {
      row.put("init_image", input(json.get("image")));
    }
    if (json.has("mask")) {
      row.put("mask_image", input(json.get("mask")));
    }
    addSampler(row);
    addAdapters(row);
    return row.toString();
  }

  private static String input(JsonNode name) {
    return Checkout.goldens("pipelines/inputs/" + name.asText()).toString();
  }

  private void addSampler(ObjectNode row) {
    if (json.has("scheduler")) {
      ObjectNode options = json.get("scheduler").deepCopy();
      String type = options.remove("class").asText();
      row.put(
          "sampler",
          Arrays.stream(SamplerName.values())
              .filter(sampler -> sampler.diffusersClass().equals(type))
              .findFirst()
              .orElseThrow()
              .label());
      row.set("sampler_options", options);
    }
  }

  private void addAdapters(ObjectNode row) {
    ArrayNode controlnets = row.putArray("controlnets");
    for (JsonNode use : json.path("controlnet")) {
      ObjectNode controlnet = controlnets.addObject();
      controlnet.put("model", checkpoint(use.get("checkpoint")));
      controlnet.put("image", input(use.get("image")));
      controlnet.set("scale", use.get("scale"));
      controlnet.put("start", use.path("start").asDouble(0));
      controlnet.put("end", use.path("end").asDouble(1));
    }
    ArrayNode loras = row.putArray("loras");
    for (JsonNode use : json.path("lora")) {
      loras.addObject().put("path", adapter(use)).set("scale", use.get("scale"));
    }
    ArrayNode embeddings = row.putArray("embeddings");
    for (JsonNode use : json.path("textual_inversion")) {
      embeddings.addObject().put("path", adapter(use)).set("token", use.get("token"));
    }
  }

  private static String adapter(JsonNode use) {
    return Checkout.goldens("pipelines/adapters").resolve(use.get("file").asText()).toString();
  }

  @Override
  public String toString() {
    return name();
  }
}
