package io.latentmill.job.sink.metadata;

import io.latentmill.udf.image.ImageFormat;
import java.io.Serializable;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What is the same for all rows of a run.
 *
 * @param image the encoding of images
 * @param latents whether latents are kept
 * @param model the run's own
 * @param others those that rows may name, by their names
 * @param extras columns that were asked for
 */
public record MetadataOptions(
    ImageFormat image,
    boolean latents,
    ModelIdentity model,
    TreeMap<String, ModelIdentity> others,
    ExtraColumns extras)
    implements Serializable {
  /** Of a run of one model. */
  public MetadataOptions(
      ImageFormat image, boolean latents, String model, String modelSha256, String ownSampler) {
    this(
        image,
        latents,
        new ModelIdentity(model, modelSha256, ownSampler),
        new TreeMap<>(),
        ExtraColumns.NONE);
  }

  /**
   * The model of a row.
   *
   * @param name that the row has; empty: none
   * @return empty if there is no model of that name, so that the plan refused the row
   */
  Optional<ModelIdentity> model(Optional<String> name) {
    return name.isEmpty() ? Optional.of(model) : name.map(others::get);
  }
}
