package io.latentmill.job.curation;

import io.latentmill.udf.image.RgbImage;
import io.latentmill.udf.image.Watermark;
import io.latentmill.udf.request.GenerationResult;
import io.latentmill.udf.request.GenerationResult.Generated;
import io.latentmill.udf.request.LatentmillException;
import java.io.Serializable;
import java.util.function.UnaryOperator;

/**
 * All that is done with images once they are made.
 *
 * @param scoring of every image
 * @param selection of those that are kept
 * @param watermark text that is hidden in every image; empty: none
 */
public record Curation(Scoring scoring, Selection selection, String watermark)
    implements Serializable {
  /** Nothing is done. */
  public static final Curation NONE = new Curation(Scoring.NONE, Selection.NONE, "");

  public Curation {
    if (!watermark.isEmpty()) {
      Watermark.requireValid(watermark);
    }
  }

  /** A result whose image has the watermark, if there is to be one. */
  public GenerationResult watermarked(GenerationResult result) {
    if (watermark.isEmpty() || !(result instanceof Generated image)) {
      return result;
    }
    try {
      RgbImage plain = new RgbImage(image.size().width(), image.size().height(), image.rgb());
      byte[] rgb = new Watermark(watermark).on(plain).rgb();
      return new Generated(image.id(), image.size(), rgb, image.latents(), image.flags());
    } catch (LatentmillException e) {
      return new GenerationResult.Failed(image.id(), e.kind(), e.getMessage());
    }
  }

  /** The same with models from other paths. */
  public Curation at(UnaryOperator<String> path) {
    return new Curation(scoring.at(path), selection, watermark);
  }
}
