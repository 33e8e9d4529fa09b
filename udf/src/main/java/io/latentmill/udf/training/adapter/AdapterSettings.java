package io.latentmill.udf.training.adapter;

import io.latentmill.udf.request.LatentmillException;
import io.latentmill.udf.training.optimizer.ScheduleShape;
import java.io.Serializable;

/**
 * How an adapter is trained; travels to the executors. Every component decides the result.
 *
 * @param rank of a LoRA; its alpha is the same, so that its scale is 1
 * @param textEncoder whether a LoRA changes the text encoders too
 * @param steps of the optimiser
 * @param batchSize rows of a forward pass
 * @param accumulate forward passes of a step
 * @param learningRate at the end of the warm-up
 * @param warmup steps
 * @param weightDecay share of the parameters lost a step, times the learning rate
 * @param clipNorm longest gradient
 * @param emaDecay of the moving average that is saved; 0: the parameters themselves are
 * @param minSnrGamma 0: all timesteps count the same
 * @param noiseOffset deviation of a shift of each channel's noise, so that very dark and very
 *     bright images can be learned
 * @param captionDropout share of rows whose caption is left out, for guidance
 * @param resolution side of the square that images are resized and cropped to, in pixels
 * @param flip whether half of the draws are mirrored
 * @param token the word that textual inversion learns
 * @param vectors of that word
 * @param initializer a known word that it starts as
 */
public record AdapterSettings(
    Method method,
    int rank,
    boolean textEncoder,
    int steps,
    int batchSize,
    int accumulate,
    double learningRate,
    ScheduleShape schedule,
    int warmup,
    double weightDecay,
    double clipNorm,
    double emaDecay,
    double minSnrGamma,
    double noiseOffset,
    double captionDropout,
    int resolution,
    boolean flip,
    long seed,
    String token,
    int vectors,
    String initializer)
    implements Serializable {

  public AdapterSettings {
    require(rank >= 1, "rank", rank, "at least 1");
    require(steps >= 1, "steps", steps, "at least 1");
    require(batchSize >= 1, "batch-size", batchSize, "at least 1");
    require(accumulate >= 1, "accumulate", accumulate, "at least 1");
    require(learningRate > 0, "learning-rate", learningRate, "above 0");
    require(warmup >= 0, "warmup-steps", warmup, "at least 0");
    require(weightDecay >= 0, "weight-decay", weightDecay, "at least 0");
    require(clipNorm > 0, "clip-norm", clipNorm, "above 0");
    require(emaDecay >= 0 && emaDecay < 1, "ema-decay", emaDecay, "at least 0 and below 1");
    require(minSnrGamma >= 0, "min-snr-gamma", minSnrGamma, "at least 0");
    require(noiseOffset >= 0, "noise-offset", noiseOffset, "at least 0");
    require(
        captionDropout >= 0 && captionDropout <= 1, "caption-dropout", captionDropout, "0 to 1");
    require(resolution >= 8 && resolution % 8 == 0, "resolution", resolution, "a multiple of 8");
    require(vectors >= 1, "vectors", vectors, "at least 1");
  }

  private static void require(boolean holds, String name, Object value, String allowed) {
    if (!holds) {
      throw LatentmillException.user("%s %s: must be %s", name, value, allowed);
    }
  }

  /** The same with what an adapter's own rows ask for. */
  public AdapterSettings with(int ownRank, int ownSteps, double ownLearningRate) {
    return new AdapterSettings(
        method,
        ownRank,
        textEncoder,
        ownSteps,
        batchSize,
        accumulate,
        ownLearningRate,
        schedule,
        warmup,
        weightDecay,
        clipNorm,
        emaDecay,
        minSnrGamma,
        noiseOffset,
        captionDropout,
        resolution,
        flip,
        seed,
        token,
        vectors,
        initializer);
  }
}
