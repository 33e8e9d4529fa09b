package io.latentmill.job.cli.options;

import io.latentmill.job.run.GivenPath;
import io.latentmill.udf.pipeline.load.PipelineSpec;
import io.latentmill.udf.request.LatentmillException;
import io.latentmill.udf.torch.ComputeType;
import picocli.CommandLine.Option;

/** Which model runs, and in which dtype. */
public final class ModelOptions {
  @Option(
      names = "--model",
      paramLabel = "PATH",
      converter = PathText.class,
      description =
          "A diffusers folder or a single-file .safetensors checkpoint."
              + " Without it: the embedded model, which draws coloured shapes.")
  private String model;

  @Option(
      names = "--model-config",
      paramLabel = "DIR",
      converter = PathText.class,
      description =
          "A diffusers folder whose configurations and tokenizer a single-file checkpoint takes."
              + " Without it: its family's published ones.")
  private String modelConfig;

  @Option(
      names = "--vae",
      paramLabel = "PATH",
      converter = PathText.class,
      description = "A VAE or TAESD, folder or file, in place of the model's own.")
  private String vae;

  @Option(
      names = "--text-encoder",
      paramLabel = "DIR",
      converter = PathText.class,
      description =
          "A diffusers folder whose text encoders and tokenizers to take in place of the model's,"
              + " which a file with a U-Net alone lacks.")
  private String textEncoder;

  @Option(
      names = "--dtype",
      paramLabel = "TYPE",
      converter = ByLabel.class,
      description =
          "float32, float16 or bfloat16. Without it: float16 on a GPU, float32 on the CPU.")
  private ComputeType dtype;

  /** As they were given. */
  public PipelineSpec pipeline() {
    if (model == null && modelConfig != null) {
      throw LatentmillException.user(
          "--model-config %s needs a --model: the embedded one has its configurations",
          modelConfig);
    }
    refuseMistakes("model", model);
    refuseMistakes("model-config", modelConfig);
    refuseMistakes("vae", vae);
    refuseMistakes("text-encoder", textEncoder);
    return new PipelineSpec(model, modelConfig, vae, textEncoder, null, dtype);
  }

  private static void refuseMistakes(String what, String path) {
    if (path != null) {
      new GivenPath(what, path).refuseMistakes();
    }
  }

  private static final class ByLabel extends Labelled<ComputeType> {
    ByLabel() {
      super(ComputeType::ofLabel);
    }
  }
}
