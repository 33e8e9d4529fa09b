package io.latentmill.udf.sampling.config;

import io.latentmill.udf.request.LatentmillException;
import io.latentmill.udf.request.SamplerName;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads the column {@code sampler_options} of a prompt table. */
final class OptionOverrides {
  private static final List<String> TRANSFORMS =
      List.of("use_karras_sigmas", "use_exponential_sigmas", "use_beta_sigmas", "use_lu_lambdas");

  private OptionOverrides() {}

  static Map<String, String> read(SamplerName name, Map<String, String> overrides) {
    Map<String, SamplerOptions.Option> known = SamplerOptions.of(name);
    Map<String, String> read = new TreeMap<>();
    new TreeMap<>(overrides)
        .forEach(
            (key, value) -> {
              if (!known.containsKey(key)) {
                throw LatentmillException.user(
                    "sampler_options: unknown key \"%s\" for sampler %s; known are %s",
                    key, name.label(), String.join(", ", known.keySet()));
              }
              read.put(key, read(name, key, known.get(key).type(), value));
            });
    return read;
  }

  private static String read(SamplerName name, String key, OptionType type, String value) {
    return type.read(value)
        .orElseThrow(
            () ->
                LatentmillException.user(
                    "sampler_options: %s = \"%s\" is not %s (sampler %s)",
                    key, value, type.description(), name.label()));
  }

  /** Sigmas can be spread in one way only. */
  static void checkTransforms(Map<String, String> options) {
    List<String> set = transforms(options);
    if (set.size() > 1) {
      throw LatentmillException.user(
          "sampler_options: %s exclude each other", String.join(" and ", set));
    }
  }

  /** The options that are set of those that spread the sigmas. */
  static List<String> transforms(Map<String, String> options) {
    return TRANSFORMS.stream().filter(key -> "true".equals(options.get(key))).toList();
  }

  static float[] floats(String list) {
    String[] parts = list.split(",");
    float[] values = new float[parts.length];
    for (int i = 0; i < parts.length; i++) {
      values[i] = Float.parseFloat(parts[i]);
    }
    return values;
  }
}
