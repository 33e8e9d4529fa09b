package io.latentmill.job.sink.metadata;

import io.latentmill.udf.image.ImageFormat;
import java.io.Serializable;

/**
 * What is the same for all rows of a run.
 *
 * @param image the encoding of images
 * @param latents whether latents are kept
 * @param model the model as the user named it
 * @param modelSha256 digest of the model's files
 * @param ownSampler the checkpoint's own, which rows without a sampler take
 */
public record MetadataOptions(
    ImageFormat image, boolean latents, String model, String modelSha256, String ownSampler)
    implements Serializable {}
