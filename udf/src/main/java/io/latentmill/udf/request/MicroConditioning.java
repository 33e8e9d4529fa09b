package io.latentmill.udf.request;

import java.util.Optional;

/**
 * What Stable Diffusion XL is told of an image besides its text (Podell et al. 2023, section 2.2):
 * how large the original was that it was cut from, where, and what came of it; the refiner how
 * pleasing it is. What is empty is as diffusers has it.
 *
 * @param originalSize empty: the image's own
 * @param crops where the cut begins; empty: nothing was cut off
 * @param targetSize empty: the image's own
 * @param negativeOriginalSize of the negative prompt; empty: as the prompt's
 * @param negativeCrops of the negative prompt; empty: see {@link #negative}
 * @param negativeTargetSize of the negative prompt; empty: as the prompt's
 * @param aestheticScore empty: 6
 * @param negativeAestheticScore of the negative prompt; empty: 2.5
 */
public record MicroConditioning(
    Optional<PixelPair> originalSize,
    Optional<PixelPair> crops,
    Optional<PixelPair> targetSize,
    Optional<PixelPair> negativeOriginalSize,
    Optional<PixelPair> negativeCrops,
    Optional<PixelPair> negativeTargetSize,
    Optional<Double> aestheticScore,
    Optional<Double> negativeAestheticScore) {
  private static final double SCORE = 6;
  private static final double NEGATIVE_SCORE = 2.5;

  public MicroConditioning {
    checkSize(RequestColumn.ORIGINAL_SIZE, originalSize);
    checkSize(RequestColumn.TARGET_SIZE, targetSize);
    checkSize(RequestColumn.NEGATIVE_ORIGINAL_SIZE, negativeOriginalSize);
    checkSize(RequestColumn.NEGATIVE_TARGET_SIZE, negativeTargetSize);
    checkPlace(RequestColumn.CROPS, crops);
    checkPlace(RequestColumn.NEGATIVE_CROPS, negativeCrops);
    checkScore(RequestColumn.AESTHETIC_SCORE, aestheticScore);
    checkScore(RequestColumn.NEGATIVE_AESTHETIC_SCORE, negativeAestheticScore);
  }

  static MicroConditioning of(RequestValues row) {
    return new MicroConditioning(
        row.find(RequestColumn.ORIGINAL_SIZE),
        row.find(RequestColumn.CROPS),
        row.find(RequestColumn.TARGET_SIZE),
        row.find(RequestColumn.NEGATIVE_ORIGINAL_SIZE),
        row.find(RequestColumn.NEGATIVE_CROPS),
        row.find(RequestColumn.NEGATIVE_TARGET_SIZE),
        row.find(RequestColumn.AESTHETIC_SCORE),
        row.find(RequestColumn.NEGATIVE_AESTHETIC_SCORE));
  }

  /** As diffusers has it where nothing is said. */
  public static MicroConditioning none() {
    return new MicroConditioning(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** Whether a size or a crop is given. */
  public boolean hasSizes() {
    return originalSize.isPresent()
        || crops.isPresent()
        || targetSize.isPresent()
        || negativeOriginalSize.isPresent()
        || negativeCrops.isPresent()
        || negativeTargetSize.isPresent();
  }

  /** Whether a score is given. */
  public boolean hasScores() {
    return aestheticScore.isPresent() || negativeAestheticScore.isPresent();
  }

  /** What one half of the network's rows is told. */
  public record Told(PixelPair original, PixelPair crop, PixelPair target, double score) {}

  /** What is told beside the prompt. */
  public Told positive(ImageSize size) {
    PixelPair own = PixelPair.of(size);
    return new Told(
        originalSize.orElse(own),
        crops.orElse(PixelPair.NONE),
        targetSize.orElse(own),
        aestheticScore.orElse(SCORE));
  }

  /**
   * What is told beside the negative prompt. A crop that is not given is the prompt's; but, as
   * diffusers has it, none for a refiner, and none where both of the negative sizes are given and
   * the image is made from noise.
   *
   * @param refined by a model that takes a score
   * @param fromImage whether it starts from an image
   */
  public Told negative(ImageSize size, boolean refined, boolean fromImage) {
    Told prompts = positive(size);
    boolean bothGiven = negativeOriginalSize.isPresent() && negativeTargetSize.isPresent();
    PixelPair crop = refined || bothGiven && !fromImage ? PixelPair.NONE : prompts.crop();
    return new Told(
        negativeOriginalSize.orElse(prompts.original()),
        negativeCrops.orElse(crop),
        negativeTargetSize.orElse(prompts.target()),
        negativeAestheticScore.orElse(NEGATIVE_SCORE));
  }

  private static void checkSize(RequestColumn column, Optional<PixelPair> size) {
    if (size.filter(it -> it.vertical() < 1 || it.horizontal() < 1).isPresent()) {
      throw LatentmillException.user(
          "%s [%d, %d] is not positive",
          column.label(), size.get().vertical(), size.get().horizontal());
    }
  }

  private static void checkPlace(RequestColumn column, Optional<PixelPair> place) {
    if (place.filter(it -> it.vertical() < 0 || it.horizontal() < 0).isPresent()) {
      throw LatentmillException.user(
          "%s [%d, %d] is negative",
          column.label(), place.get().vertical(), place.get().horizontal());
    }
  }

  private static void checkScore(RequestColumn column, Optional<Double> score) {
    if (score.filter(it -> !Double.isFinite(it)).isPresent()) {
      throw LatentmillException.user("%s %s is not finite", column.label(), score.get());
    }
  }
}
