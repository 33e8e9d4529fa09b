package io.latentmill.udf.sampling.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.IntNode;
import io.latentmill.udf.request.LatentmillException;
import io.latentmill.udf.request.SamplerName;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Reads the fields of a checkpoint's scheduler_config.json. */
final class SchedulerFile {
  /** What the pipelines of Stable Diffusion 1 and 2 put in place of the file's own values. */
  static final Map<String, JsonNode> FORCED =
      Map.of("steps_offset", IntNode.valueOf(1), "clip_sample", BooleanNode.FALSE);

  private SchedulerFile() {}

  /** The sampler that {@code _class_name} and, for DPM-Solver, the algorithm choose. */
  static SamplerName sampler(Map<String, JsonNode> file) {
    SamplerName first = ofClass(className(file)).orElseThrow();
    return canonical(first, options(first, file));
  }

  static String className(Map<String, JsonNode> file) {
    return file.containsKey("_class_name") ? file.get("_class_name").asText() : "";
  }

  private static Optional<SamplerName> ofClass(String wanted) {
    return Arrays.stream(SamplerName.values())
        .filter(name -> name.diffusersClass().equals(wanted))
        .findFirst();
  }

  /** What to say of a class that is not known. */
  static Optional<String> unknown(Map<String, JsonNode> file) {
    return ofClass(className(file)).isPresent()
        ? Optional.empty()
        : Optional.of(
            "scheduler_config.json: unknown _class_name \"%s\"; known are %s"
                .formatted(
                    className(file),
                    Arrays.stream(SamplerName.values())
                        .map(SamplerName::diffusersClass)
                        .distinct()
                        .collect(Collectors.joining(", "))));
  }

  /** All options of a sampler: the file's where it has them, else the sampler's defaults. */
  static Map<String, String> options(SamplerName name, Map<String, JsonNode> file) {
    Map<String, String> options = new TreeMap<>();
    SamplerOptions.of(name)
        .forEach(
            (key, option) ->
                options.put(
                    key,
                    file.containsKey(key)
                        ? read(name, key, option.type(), file.get(key))
                        : option.standard()));
    return options;
  }

  private static String read(SamplerName name, String key, OptionType type, JsonNode value) {
    Optional<String> read =
        value.isNull()
            ? type.none()
            : type.read(value.isContainerNode() ? value.toString() : value.asText());
    return read.orElseThrow(
        () ->
            LatentmillException.model(
                "scheduler_config.json: %s = %s is not %s (sampler %s)",
                key, value, type.description(), name.label()));
  }

  /** Sigmas can be spread in one way only. */
  static void checkTransforms(Map<String, String> options) {
    List<String> set = OptionOverrides.transforms(options);
    if (set.size() > 1) {
      throw LatentmillException.model(
          "scheduler_config.json: %s exclude each other", String.join(" and ", set));
    }
  }

  /** Whether a sampler's name says which algorithm it stands for, and a file's word is nothing. */
  static boolean namesItsAlgorithm(SamplerName name) {
    return name == SamplerName.DPMPP_2M || name == SamplerName.DPMPP_2M_SDE;
  }

  /** The name of what the options make of a sampler. */
  static SamplerName canonical(SamplerName name, Map<String, String> options) {
    if (!namesItsAlgorithm(name)) {
      return name;
    }
    return options.get("algorithm_type").startsWith("sde-")
        ? SamplerName.DPMPP_2M_SDE
        : SamplerName.DPMPP_2M;
  }
}
