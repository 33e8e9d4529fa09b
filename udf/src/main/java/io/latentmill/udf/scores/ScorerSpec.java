package io.latentmill.udf.scores;

import io.latentmill.udf.request.LatentmillException;
import java.io.Serializable;
import java.util.Optional;

/**
 * Which models score images. Without any, what pixels alone tell remains.
 *
 * @param clip folder of transformers' CLIPModel, or null
 * @param aesthetic safetensors file of an aesthetic head on that model's embeddings, or null
 * @param safety folder of diffusers' safety checker, or null
 */
public record ScorerSpec(String clip, String aesthetic, String safety) implements Serializable {
  /** No model: what pixels alone tell. */
  public static final ScorerSpec PIXELS = new ScorerSpec(null, null, null);

  /**
   * Refuses a head without the model that it stands on.
   *
   * @throws LatentmillException (user)
   */
  public ScorerSpec {
    if (aesthetic != null && clip == null) {
      throw LatentmillException.user(
          "the aesthetic head %s needs the CLIP model whose embeddings it rates", aesthetic);
    }
  }

  public Optional<String> clipPath() {
    return Optional.ofNullable(clip);
  }

  public Optional<String> aestheticPath() {
    return Optional.ofNullable(aesthetic);
  }

  public Optional<String> safetyPath() {
    return Optional.ofNullable(safety);
  }
}
