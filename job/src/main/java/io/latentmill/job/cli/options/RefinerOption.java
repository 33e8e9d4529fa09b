package io.latentmill.job.cli.options;

import io.latentmill.job.run.GivenPath;
import io.latentmill.udf.pipeline.load.PipelineSpec;
import picocli.CommandLine.Option;

/** Which model takes the last of the noise away. */
public final class RefinerOption {
  @Option(
      names = "--refiner",
      paramLabel = "PATH",
      converter = PathText.class,
      description =
          "A refiner of XL, folder or file, which goes on where the column denoising_end says."
              + " It gets latents, and --model's VAE decodes.")
  private String refiner;

  /** A model with it. */
  public PipelineSpec beside(PipelineSpec model) {
    if (refiner == null) {
      return model;
    }
    new GivenPath("refiner", refiner).refuseMistakes();
    return model.refinedBy(refiner);
  }
}
