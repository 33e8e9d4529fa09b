package io.latentmill.udf.sampling.config;

import com.fasterxml.jackson.databind.JsonNode;
import io.latentmill.udf.request.LatentmillException;
import io.latentmill.udf.request.SamplerName;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A sampler with all its options: what a checkpoint's scheduler_config.json says, and what a row of
 * the prompt table changes. Every value is validated when it enters. Immutable.
 *
 * <p>A row's sampler X means diffusers' {@code X.from_config(the checkpoint's config)}: keys that X
 * knows are taken over where the file has them, absent ones take X's own defaults.
 */
public final class SchedulerConfig implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Stands for a sampler that is not known; no row gets it without having named it. */
  private static final SamplerName STAND_IN = SamplerName.EULER;

  private final SamplerName name;
  private final Map<String, JsonNode> file;
  private final Map<String, String> options;

  /** What is wrong with the file's own sampler, which rows must not ask for then; null: nothing. */
  private final String unknown;

  private SchedulerConfig(
      SamplerName name, Map<String, JsonNode> file, Map<String, String> options, String unknown) {
    this.name = name;
    this.file = file;
    this.options = options;
    this.unknown = unknown;
  }

  /**
   * The sampler of a checkpoint. One of a class that is not known serves rows that name a sampler
   * of their own.
   *
   * @param json the content of scheduler_config.json
   * @throws LatentmillException (model) naming a value that is not served
   */
  public static SchedulerConfig of(JsonNode json) {
    Map<String, JsonNode> file = new TreeMap<>();
    json.fields().forEachRemaining(field -> file.put(field.getKey(), field.getValue()));
    String unknown = SchedulerFile.unknown(file).orElse(null);
    SamplerName name = unknown == null ? SchedulerFile.sampler(file) : STAND_IN;
    Map<String, String> options = SchedulerFile.options(name, file);
    SchedulerFile.checkTransforms(options);
    return new SchedulerConfig(name, file, options, unknown);
  }

  /**
   * The configuration as the pipelines of Stable Diffusion 1 and 2 use it: {@code steps_offset} 1
   * and no {@code clip_sample}, whatever the file says. Another sampler takes this over only where
   * the file has the key at all.
   */
  public SchedulerConfig asStableDiffusion() {
    Map<String, JsonNode> forcedFile = new TreeMap<>(file);
    Map<String, String> forcedOptions = new TreeMap<>(options);
    SchedulerFile.FORCED.forEach(
        (key, value) -> {
          forcedFile.computeIfPresent(key, (ignored, old) -> value);
          forcedOptions.computeIfPresent(key, (ignored, old) -> value.asText());
        });
    return new SchedulerConfig(name, forcedFile, forcedOptions, unknown);
  }

  /**
   * The configuration that a row asks for: the sampler's or, if it names none, this one, with the
   * overrides.
   *
   * @param sampler empty: the checkpoint's own
   * @param overrides values by the names of scheduler_config.json
   * @throws LatentmillException (user) naming a key that the sampler doesn't know, or a value that
   *     the key doesn't take; (model) if none is named and the checkpoint's own is not known
   */
  public SchedulerConfig with(Optional<SamplerName> sampler, Map<String, String> overrides) {
    if (sampler.isEmpty() && unknown != null) {
      throw LatentmillException.model("%s; name a sampler in the column sampler", unknown);
    }
    SamplerName wanted = sampler.map(this::ofThisModel).orElse(name);
    Map<String, String> taken =
        new TreeMap<>(sampler.isPresent() ? fromConfig(wanted, overrides.keySet()) : options);
    taken.putAll(OptionOverrides.read(wanted, overrides));
    OptionOverrides.checkTransforms(taken);
    return new SchedulerConfig(SchedulerFile.canonical(wanted, taken), file, taken, null);
  }

  /**
   * A network trained in sigma itself is sampled in its own way, and no other network so; with the
   * wrong steps there would be an image, and a wrong one.
   */
  private SamplerName ofThisModel(SamplerName wanted) {
    if (name.isEdm() == wanted.isEdm()) {
      return wanted;
    }
    if (name.isEdm() && wanted == SamplerName.EULER) {
      return SamplerName.EDM_EULER;
    }
    if (name.isEdm() && wanted == SamplerName.DPMPP_2M) {
      return SamplerName.EDM_DPMPP_2M;
    }
    throw LatentmillException.user(
        name.isEdm()
            ? "sampler %s does not serve this model, which was trained in EDM's way; %s and %s do"
            : "sampler %s serves models that were trained in EDM's way, and this one was not",
        wanted.label(),
        SamplerName.EDM_EULER.label(),
        SamplerName.EDM_DPMPP_2M.label());
  }

  /** The file's values for another sampler, but for those that are not looked at. */
  private Map<String, String> fromConfig(SamplerName wanted, Set<String> ignored) {
    Map<String, JsonNode> taken = new TreeMap<>(file);
    taken.keySet().removeAll(ignored);
    if (SchedulerFile.namesItsAlgorithm(wanted)) {
      taken.remove("algorithm_type");
    }
    return SchedulerFile.options(wanted, taken);
  }

  /** The class that the file names, if it is not known. */
  public Optional<String> unknownClass() {
    return unknown == null ? Optional.empty() : Optional.of(SchedulerFile.className(file));
  }

  /** The sampler's name, for the metadata. */
  public SamplerName samplerName() {
    return name;
  }

  /** All options in effect, by the names of scheduler_config.json. */
  public Map<String, String> options() {
    return Map.copyOf(options);
  }

  /** False for an option that the sampler doesn't have. */
  public boolean flag(String key) {
    return Boolean.parseBoolean(text(key));
  }

  /** Of an option that the sampler has. */
  public int integer(String key) {
    return Integer.parseInt(text(key));
  }

  /** Of an option that the sampler has. */
  public double number(String key) {
    return Double.parseDouble(text(key));
  }

  /** Of an option that may be left empty. */
  public OptionalDouble optionalNumber(String key) {
    return text(key).isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(number(key));
  }

  /** Empty for an option that the sampler doesn't have. */
  public String text(String key) {
    return options.getOrDefault(key, "");
  }

  /** Of a list of whole numbers; empty for an option that the sampler doesn't have. */
  public Set<Integer> integers(String key) {
    return Arrays.stream(text(key).split(","))
        .filter(part -> !part.isEmpty())
        .map(Integer::valueOf)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** The variances of {@code trained_betas}, which replace the beta schedule. */
  public Optional<float[]> trainedBetas() {
    return text("trained_betas").isEmpty()
        ? Optional.empty()
        : Optional.of(OptionOverrides.floats(text("trained_betas")));
  }
}
