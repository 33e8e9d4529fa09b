package io.latentmill.udf.weights.lora;

import com.fasterxml.jackson.databind.JsonNode;
import io.latentmill.udf.weights.Json;
import io.latentmill.udf.weights.SafetensorsFile;
import java.util.Map;
import java.util.Optional;

/**
 * The factor before a change of rank r. Without any word it is 1; a trainer's alpha makes it alpha
 * / r; PEFT's own configuration, which diffusers leaves in the file's metadata, can ask for alpha /
 * sqrt(r) (Kalajdzievski 2023).
 */
final class LoraAlphas {
  private static final String METADATA = "lora_adapter_metadata";

  private final JsonNode peft;

  private LoraAlphas(JsonNode peft) {
    this.peft = peft;
  }

  static LoraAlphas of(SafetensorsFile file) {
    Map<String, String> metadata = file.metadata();
    return new LoraAlphas(
        Json.object(METADATA + " of " + file.describe(), metadata.getOrDefault(METADATA, "{}")));
  }

  /**
   * The factor.
   *
   * @param stored alpha as a tensor of the file has it
   */
  double scale(LoraKey.Target target, int rank, Optional<Float> stored) {
    String prefix = target.component().folder() + ".";
    double alpha =
        stored
            .map(Float::doubleValue)
            .or(() -> ofPattern(prefix, target.module()))
            .orElseGet(() -> peft.path(prefix + "lora_alpha").asDouble(rank));
    boolean isStabilised = peft.path(prefix + "use_rslora").asBoolean(false);
    return alpha / (isStabilised ? Math.sqrt(rank) : rank);
  }

  private Optional<Double> ofPattern(String prefix, String module) {
    JsonNode patterns = peft.path(prefix + "alpha_pattern");
    for (Map.Entry<String, JsonNode> pattern : patterns.properties()) {
      if (module.equals(pattern.getKey()) || module.endsWith("." + pattern.getKey())) {
        return Optional.of(pattern.getValue().asDouble());
      }
    }
    return Optional.empty();
  }
}
