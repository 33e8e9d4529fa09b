package io.latentmill.job.cli.options;

import io.latentmill.udf.scores.ScorerSpec;
import picocli.CommandLine.Option;

/** Models that score images. */
public final class ScorerOptions {
  @Option(
      names = "--clip",
      paramLabel = "PATH",
      converter = PathText.class,
      description =
          "Folder of a CLIP model in the form of transformers' CLIPModel: column clip_score, the"
              + " cosine of image and prompt.")
  private String clip;

  @Option(
      names = "--aesthetic",
      paramLabel = "PATH",
      converter = PathText.class,
      description =
          "Safetensors file of an aesthetic head on that model's embeddings: column aesthetic.")
  private String aesthetic;

  @Option(
      names = "--safety",
      paramLabel = "PATH",
      converter = PathText.class,
      description =
          "Folder of a safety checker in diffusers' form: columns unsafe and unsafe_concepts.")
  private String safety;

  @Option(
      names = "--embeddings",
      description = "Adds CLIP's unit vector of every image: column embedding.")
  private boolean embeddings;

  /** The models. */
  public ScorerSpec models() {
    return new ScorerSpec(clip, aesthetic, safety);
  }

  /** Whether CLIP's embeddings are kept. */
  public boolean embeddings() {
    return embeddings;
  }
}
