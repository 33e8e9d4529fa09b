package io.latentmill.udf.weights.lora;

import com.fasterxml.jackson.databind.JsonNode;
import io.latentmill.udf.request.LatentmillException;
import io.latentmill.udf.weights.Json;
import io.latentmill.udf.weights.SafetensorsFile;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * The factor before a change of rank r. Without any word it is 1; a trainer's alpha makes it alpha
 * / r; PEFT's own configuration, which diffusers leaves in the file's metadata, can ask for alpha /
 * sqrt(r) (Kalajdzievski 2023).
 */
final class LoraAlphas {
  private static final String METADATA = "lora_adapter_metadata";

  private final JsonNode peft;
  private final String prefix;

  private LoraAlphas(JsonNode peft, String prefix) {
    this.peft = peft;
    this.prefix = prefix;
  }

  /**
   * What a file says.
   *
   * @param config the {@code adapter_config.json} beside it
   */
  static LoraAlphas of(SafetensorsFile file, Optional<JsonNode> config) {
    String metadata = file.metadata().getOrDefault(METADATA, "{}");
    return config
        .map(own -> new LoraAlphas(own, ""))
        .orElseGet(
            () ->
                new LoraAlphas(
                    Json.object(METADATA + " of " + file.describe(), metadata), "COMPONENT."));
  }

  /**
   * The factor.
   *
   * @param stored alpha as a tensor of the file has it
   */
  double scale(ModuleName target, int rank, Optional<Float> stored) {
    String own = prefix.replace("COMPONENT", target.component().folder());
    double alpha =
        stored
            .map(Float::doubleValue)
            .or(() -> ofPattern(own, target.module()))
            .orElseGet(() -> peft.path(own + "lora_alpha").asDouble(rank));
    boolean isStabilised = peft.path(own + "use_rslora").asBoolean(false);
    return alpha / (isStabilised ? Math.sqrt(rank) : rank);
  }

  /** A pattern is a regular expression for a module's name or for the end of one. */
  private Optional<Double> ofPattern(String own, String module) {
    for (Map.Entry<String, JsonNode> pattern : peft.path(own + "alpha_pattern").properties()) {
      if (matches(pattern.getKey(), module)) {
        return Optional.of(pattern.getValue().asDouble());
      }
    }
    return Optional.empty();
  }

  private static boolean matches(String pattern, String module) {
    try {
      return Pattern.matches("(.*\\.)?(" + pattern + ")", module);
    } catch (PatternSyntaxException e) {
      throw LatentmillException.model("Cannot use alpha_pattern \"%s\": no pattern", pattern);
    }
  }
}
