package io.latentmill.udf.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.latentmill.udf.GoldenTensors;
import io.latentmill.udf.pipeline.Networks;
import io.latentmill.udf.sampling.ForwardProcess;
import io.latentmill.udf.training.network.Batch;
import io.latentmill.udf.training.network.TextConditioner;
import io.latentmill.udf.training.network.TextInput;
import io.latentmill.udf.training.optimizer.AdamW;
import io.latentmill.udf.training.optimizer.LearningRate;
import io.latentmill.udf.training.part.ControlNetPart;
import io.latentmill.udf.training.part.FullPart;
import io.latentmill.udf.training.part.InversionPart;
import io.latentmill.udf.training.part.LoraPart;
import io.latentmill.udf.training.part.LoraSettings;
import io.latentmill.udf.training.part.TrainedPart;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** One case of {@code training/cases.json} and its tensors. */
record ReferenceCase(JsonNode json, GoldenTensors tensors) {
  static Stream<ReferenceCase> all() {
    return Stream.of(GoldenTensors.folder(), extra()).flatMap(ReferenceCase::in);
  }

  private static Stream<ReferenceCase> in(Path goldens) {
    Path folder = goldens.resolve("training");
    try {
      JsonNode cases =
          new ObjectMapper().readTree(folder.resolve("cases.json").toFile()).get("cases");
      return StreamSupport.stream(cases.spliterator(), false)
          .map(
              json ->
                  new ReferenceCase(
                      json,
                      GoldenTensors.read(
                          folder.resolve(json.get("name").asText() + ".safetensors"))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path extra() {
    return GoldenTensors.folder().resolveSibling("goldens-extra");
  }

  /** What the case starts from but does not hold. */
  Optional<GoldenTensors> furtherTensors() {
    Path file = extra().resolve("training/" + this + "-initial.safetensors");
    return Files.exists(file) ? Optional.of(GoldenTensors.read(file)) : Optional.empty();
  }

  String checkpoint() {
    return json.get("checkpoint").asText();
  }

  boolean trains() {
    return !json.get("trains").isNull();
  }

  int steps() {
    return json.get("steps").asInt();
  }

  int microBatches() {
    return json.get("accumulate").asInt();
  }

  Objective objective(Networks networks) {
    JsonNode gamma = json.get("snr_gamma");
    return new Objective(
        ForwardProcess.of(networks.scheduler()),
        gamma.isNull() ? OptionalDouble.empty() : OptionalDouble.of(gamma.asDouble()));
  }

  TrainedPart part(Networks networks) {
    return switch (json.get("trains").asText()) {
      case "lora" -> new LoraPart(networks, lora());
      case "textual-inversion" ->
          new InversionPart(networks, json.get("placeholder_ids").size(), List.of(new int[] {0}));
      case "controlnet" -> new ControlNetPart(networks);
      case "full" -> new FullPart(networks);
      default -> throw new IllegalArgumentException(json.get("trains").asText());
    };
  }

  private LoraSettings lora() {
    JsonNode lora = json.get("lora");
    List<String> targets = new ArrayList<>();
    lora.get("target_modules").forEach(target -> targets.add(target.asText()));
    return new LoraSettings(
        lora.get("rank").asInt(),
        lora.get("alpha").asDouble(),
        targets,
        json.get("text_lora").asBoolean() ? LoraSettings.TEXT_ATTENTION : List.of());
  }

  Trainer.Settings settings() {
    JsonNode adamW = json.get("optimizer");
    return new Trainer.Settings(
        new AdamW.Settings(
            adamW.get("betas").get(0).asDouble(),
            adamW.get("betas").get(1).asDouble(),
            adamW.get("weight_decay").asDouble(),
            adamW.get("eps").asDouble()),
        LearningRate.constant(adamW.get("lr").asDouble()),
        json.get("clip_norm").asDouble(),
        json.has("ema_decay")
            ? OptionalDouble.of(json.get("ema_decay").asDouble())
            : OptionalDouble.empty());
  }

  /** Micro-batch K of all steps. */
  Batch batch(NDManager scope, int k, TextInput text) {
    int[] timesteps =
        Arrays.stream(tensors.longs("timesteps_" + k)).mapToInt(Math::toIntExact).toArray();
    NDArray noise = latentLike(scope, "noise_" + k);
    if (tensors.has("offset_" + k)) {
      NDArray offset = array(scope, "offset_" + k, timesteps.length, 4, 1, 1);
      noise = noise.add(offset.mul(json.get("noise_offset").asDouble()));
    }
    return new Batch(
        latentLike(scope, "latents"),
        noise,
        timesteps,
        text,
        tensors.has("time_ids")
            ? Optional.of(array(scope, "time_ids", timesteps.length, 6))
            : Optional.empty(),
        tensors.has("hint")
            ? Optional.of(array(scope, "hint", timesteps.length, 3, 128, 128))
            : Optional.empty(),
        Optional.empty());
  }

  /** The captions as ids, those of new words beyond the vocabulary, for each text encoder. */
  TextInput.TokenIds tokens(NDManager scope, Networks networks) {
    NDList ids = new NDList();
    for (int i = 0; i < networks.encoders().size(); i++) {
      int vocabulary = networks.encoders().get(i).config().vocabulary();
      long[] values = tensors.longs("token_ids");
      JsonNode placeholders = json.path("placeholder_ids");
      for (int k = 0; k < placeholders.size(); k++) {
        int word = vocabulary + k;
        long placeholder = placeholders.get(k).asLong();
        values = Arrays.stream(values).map(id -> id == placeholder ? word : id).toArray();
      }
      ids.add(scope.create(values, new Shape(values.length / 77, 77)));
    }
    return new TextInput.TokenIds(ids);
  }

  /** The text as networks that are not trained encode it. */
  TextInput encoded(NDManager scope, Networks networks) {
    TextInput.Encoded text =
        TextConditioner.frozen(networks.config(), networks.encoders())
            .encode(scope, tokens(scope, networks).ids());
    return new TextInput.Encoded(
        text.hidden(),
        tensors.has("pooled")
            ? Optional.of(array(scope, "pooled", text.hidden().getShape().get(0), -1))
            : text.pooled());
  }

  private NDArray latentLike(NDManager scope, String name) {
    return array(scope, name, -1, 4, 16, 16);
  }

  NDArray array(NDManager scope, String name, long... shape) {
    return scope.create(tensors.floats(name)).reshape(shape);
  }

  /** The name that a reference's tensor has in the part. */
  static String ours(String name) {
    return name.equals("vectors")
        ? "text_encoder.vectors"
        : name.replace("text_encoder.encoder.", "text_encoder.text_model.encoder.");
  }

  @Override
  public String toString() {
    return json.get("name").asText();
  }
}
