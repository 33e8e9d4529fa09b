package io.latentmill.udf.pipeline.load;

import io.latentmill.udf.request.LatentmillException;
import io.latentmill.udf.request.RequestColumn;
import io.latentmill.udf.request.RequestValues;
import io.latentmill.udf.request.SamplerName;
import io.latentmill.udf.weights.Checkpoint;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * What a row of the prompt table has where its columns are null: the program's own values, or what
 * a {@code latentmill.properties} in the model's folder says the model is best run with.
 *
 * @param steps inference steps
 * @param guidanceScale classifier-free guidance
 * @param guidanceRescale share of the rescaled prediction, 0..1
 * @param sampler empty: the checkpoint's own scheduler
 */
public record ModelDefaults(
    int steps, double guidanceScale, double guidanceRescale, Optional<SamplerName> sampler) {
  /** The program's own. */
  public static final ModelDefaults PROGRAM = program();

  private static final String FILE = "latentmill.properties";
  private static final Set<String> KEYS =
      Set.of("steps", "guidance-scale", "guidance-rescale", "sampler");

  private static ModelDefaults program() {
    RequestValues program = new RequestValues(Map.of());
    return new ModelDefaults(
        program.get(RequestColumn.STEPS),
        program.get(RequestColumn.GUIDANCE_SCALE),
        program.get(RequestColumn.GUIDANCE_RESCALE),
        Optional.empty());
  }

  /** By column. */
  public Map<RequestColumn, Object> values() {
    Map<RequestColumn, Object> values = new EnumMap<>(RequestColumn.class);
    values.put(RequestColumn.STEPS, steps);
    values.put(RequestColumn.GUIDANCE_SCALE, guidanceScale);
    values.put(RequestColumn.GUIDANCE_RESCALE, guidanceRescale);
    sampler.ifPresent(name -> values.put(RequestColumn.SAMPLER, name.label()));
    return values;
  }

  /**
   * The defaults of a checkpoint.
   *
   * @throws LatentmillException (model) naming the file and the key or value that is wrong
   */
  public static ModelDefaults of(Checkpoint checkpoint) {
    return checkpoint
        .text(FILE)
        .map(text -> read(checkpoint.describe() + "/" + FILE, text))
        .orElse(PROGRAM);
  }

  private static ModelDefaults read(String path, String text) {
    Properties properties = new Properties();
    try {
      properties.load(new StringReader(text));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (IllegalArgumentException e) {
      throw LatentmillException.model("Cannot read %s: %s", path, e.getMessage());
    }
    Set<String> unknown = new TreeSet<>(properties.stringPropertyNames());
    unknown.removeAll(KEYS);
    if (!unknown.isEmpty()) {
      throw LatentmillException.model(
          "Cannot read %s: unknown keys %s; known are %s",
          path, String.join(", ", unknown), String.join(", ", new TreeSet<>(KEYS)));
    }
    return new ModelDefaults(
        value(path, properties, "steps", Integer::valueOf).orElse(PROGRAM.steps),
        value(path, properties, "guidance-scale", Double::valueOf).orElse(PROGRAM.guidanceScale),
        value(path, properties, "guidance-rescale", Double::valueOf)
            .orElse(PROGRAM.guidanceRescale),
        value(path, properties, "sampler", SamplerName::ofLabel));
  }

  private static <T> Optional<T> value(
      String path, Properties properties, String key, Function<String, T> reader) {
    Optional<String> text = Optional.ofNullable(properties.getProperty(key)).map(String::strip);
    try {
      return text.map(reader);
    } catch (NumberFormatException e) {
      throw LatentmillException.model(
          "Cannot read %s: %s \"%s\" is not a number", path, key, text.orElse(""));
    } catch (LatentmillException e) {
      throw LatentmillException.model("Cannot read %s: %s", path, e.getMessage());
    }
  }
}
