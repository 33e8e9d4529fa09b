package io.latentmill.udf.pipeline.load;

import io.latentmill.udf.request.FailureKind;
import io.latentmill.udf.request.LatentmillException;
import io.latentmill.udf.torch.ComputeType;
import java.io.IOException;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * Which pipeline to load; travels from the driver to the executors.
 *
 * @param model a path on any Hadoop FileSystem; null: the embedded model
 * @param modelConfig a diffusers folder with configurations for a single-file model, or null
 * @param vae a VAE or TAESD to take instead of the model's, or null
 * @param textEncoder a diffusers folder whose text encoders and tokenizers to take instead of the
 *     model's, or null
 * @param refiner a model of XL that takes the last of the noise away, or null
 * @param type null: float16 on a GPU, float32 on the CPU
 */
public record PipelineSpec(
    String model,
    String modelConfig,
    String vae,
    String textEncoder,
    String refiner,
    ComputeType type)
    implements Serializable {
  /** With the model's own text encoders, and no refiner. */
  public PipelineSpec(String model, String modelConfig, String vae, ComputeType type) {
    this(model, modelConfig, vae, null, null, type);
  }

  /** Of what {@link #paths} gave. */
  public static PipelineSpec of(Map<String, String> paths, Optional<ComputeType> type) {
    return new PipelineSpec(
        paths.get("model"),
        paths.get("model-config"),
        paths.get("vae"),
        paths.get("text-encoder"),
        paths.get("refiner"),
        type.orElse(null));
  }

  /** The paths that are given, by the names of their options. */
  public Map<String, String> paths() {
    Map<String, String> paths = new LinkedHashMap<>();
    paths.put("model", model);
    paths.put("model-config", modelConfig);
    paths.put("vae", vae);
    paths.put("text-encoder", textEncoder);
    paths.put("refiner", refiner);
    paths.values().removeIf(Objects::isNull);
    return paths;
  }

  /** The same with a refiner. */
  public PipelineSpec refinedBy(String path) {
    return new PipelineSpec(model, modelConfig, vae, textEncoder, path, type);
  }

  /** The embedded model as it is. */
  public static PipelineSpec embedded() {
    return new PipelineSpec(null, null, null, null);
  }

  /** A model as it is. */
  public static PipelineSpec of(String model) {
    return new PipelineSpec(model, null, null, null);
  }

  /**
   * The same pipeline by paths that mean the same wherever a process is started: a cluster starts
   * executors in folders of its own.
   *
   * @throws LatentmillException (user) if a path has no file system
   */
  public PipelineSpec qualified(Configuration configuration) {
    return new PipelineSpec(
        qualified(model, configuration),
        qualified(modelConfig, configuration),
        qualified(vae, configuration),
        qualified(textEncoder, configuration),
        qualified(refiner, configuration),
        type);
  }

  private static String qualified(String path, Configuration configuration) {
    if (path == null) {
      return null;
    }
    try {
      Path relative = new Path(path);
      return relative.getFileSystem(configuration).makeQualified(relative).toString();
    } catch (IOException e) {
      throw new LatentmillException(
          FailureKind.USER, "Cannot read %s: %s".formatted(path, e.getMessage()), e);
    }
  }

  /** The same pipeline from where its weights have been brought to. */
  public PipelineSpec localised(UnaryOperator<String> localise) {
    return new PipelineSpec(
        model == null ? null : localise.apply(model),
        modelConfig,
        vae == null ? null : localise.apply(vae),
        textEncoder == null ? null : localise.apply(textEncoder),
        refiner == null ? null : localise.apply(refiner),
        type);
  }

  /** The folder with configurations for a single-file model. */
  public Optional<String> modelConfigPath() {
    return Optional.ofNullable(modelConfig);
  }

  /** The VAE to take instead of the model's. */
  public Optional<String> vaePath() {
    return Optional.ofNullable(vae);
  }

  /** The folder whose text encoders to take instead of the model's. */
  public Optional<String> textEncoderPath() {
    return Optional.ofNullable(textEncoder);
  }

  /** The refiner as a model of its own. */
  public Optional<PipelineSpec> refinerSpec() {
    return Optional.ofNullable(refiner).map(path -> new PipelineSpec(path, null, null, type));
  }

  /** What the networks compute in; empty: as is customary on the device. */
  public Optional<ComputeType> computeType() {
    return Optional.ofNullable(type);
  }

  /** The model's path; the embedded model is unpacked where it is needed. */
  public String modelPath() {
    return model == null ? EmbeddedModel.path() : model;
  }

  /** What people call the model: the last part of its path. */
  public String modelName() {
    if (model == null) {
      return EmbeddedModel.NAME;
    }
    String trimmed = model.replaceAll("/+$", "");
    return trimmed.substring(trimmed.lastIndexOf('/') + 1).replaceAll("\\.safetensors$", "");
  }
}
