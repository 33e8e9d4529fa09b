package io.latentmill.job.plan;

import io.latentmill.udf.request.LatentmillException;
import java.io.Serializable;

/**
 * Estimates device time from multiply-accumulates. A U-Net's grow with the pixels (convolutions,
 * feed-forward) and, in self-attention, with their square; both parts are fitted to counts at two
 * sizes. A VAE's grow with the pixels.
 *
 * @param pixels of the reference size that the counts are for
 * @param unetLinear GMAC of one U-Net pass that grow with the pixels
 * @param unetQuadratic GMAC that grow with their square
 * @param controlnetShare a ControlNet's cost beside a U-Net pass
 * @param vaeDecode GMAC of decoding one image
 * @param vaeEncode GMAC of encoding one image
 * @param text GMAC of encoding one prompt
 * @param teraflops what a device sustains, in 10^12 floating-point operations a second; a
 *     multiply-accumulate is two
 */
public record CostModel(
    long pixels,
    double unetLinear,
    double unetQuadratic,
    double controlnetShare,
    double vaeDecode,
    double vaeEncode,
    double text,
    double teraflops)
    implements Serializable {
  private static final double CONTROLNET_SHARE = 141.6 / 401.6;

  public CostModel {
    if (!(teraflops > 0)) {
      throw LatentmillException.user("device teraflops %s are not positive", teraflops);
    }
  }

  /** SD 1.x and 2.x: U-Net 401.6 GMAC at 512x512, 1074 at 768x768. */
  public static CostModel sd(double teraflops) {
    return new CostModel(512 * 512, 341, 60.6, CONTROLNET_SHARE, 1257, 558, 22.6, teraflops);
  }

  /** SDXL: U-Net 3381 GMAC at 1024x1024, 794 at 512x512. */
  public static CostModel sdxl(double teraflops) {
    return new CostModel(1024 * 1024, 3108, 273, CONTROLNET_SHARE, 5235, 2440, 55.5, teraflops);
  }

  /** Like {@link #sd}, every part of the U-Net scaled: for models of other widths. */
  public CostModel withUnetScaled(double factor) {
    return new CostModel(
        pixels,
        unetLinear * factor,
        unetQuadratic * factor,
        controlnetShare,
        vaeDecode,
        vaeEncode,
        text,
        teraflops);
  }

  /** What an image takes. */
  double seconds(Work work) {
    double ratio = (double) work.pixels() / pixels;
    double unet = (unetLinear + unetQuadratic * ratio) * ratio;
    double step = unet * (1 + controlnetShare * work.controlnets());
    int halves = work.guided() ? 2 : 1;
    double encode = work.conditioned() ? vaeEncode * ratio : 0;
    double gmac = work.stepsRun() * halves * step + vaeDecode * ratio + encode + halves * text;
    return 2 * gmac / (teraflops * 1000);
  }

  /**
   * What makes an image dear.
   *
   * @param pixels of the image; 0: nothing is generated
   * @param steps inference steps
   * @param guided whether each step has an unconditional half
   * @param strength share of the steps that a conditioned image runs
   * @param conditioned whether there is an init image
   * @param controlnets how many
   */
  record Work(
      long pixels,
      int steps,
      boolean guided,
      double strength,
      boolean conditioned,
      int controlnets) {
    int stepsRun() {
      return conditioned ? (int) (steps * strength) : steps;
    }
  }
}
