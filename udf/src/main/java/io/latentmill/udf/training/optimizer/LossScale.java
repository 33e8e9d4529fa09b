package io.latentmill.udf.training.optimizer;

/**
 * The factor before the loss that keeps small gradients from vanishing in float16 (Micikevicius et
 * al. 2018, section 3.2). A step whose gradients overflow is skipped and the factor halved; after
 * many good steps it doubles. Not thread-safe.
 */
public final class LossScale {
  private static final double FIRST = 65536;
  private static final int STEPS_UNTIL_GROWTH = 2000;

  private final boolean scales;
  private double factor;
  private int goodSteps;

  private LossScale(boolean scales) {
    this.scales = scales;
    this.factor = scales ? FIRST : 1;
  }

  /** For networks that compute in float16. */
  public static LossScale dynamic() {
    return new LossScale(true);
  }

  /** For networks whose gradients do not vanish. */
  public static LossScale none() {
    return new LossScale(false);
  }

  public double factor() {
    return factor;
  }

  /** How many steps went well since the factor changed. */
  public int goodSteps() {
    return goodSteps;
  }

  /** Goes on where another one was. */
  public void restore(double storedFactor, int storedGoodSteps) {
    factor = storedFactor;
    goodSteps = storedGoodSteps;
  }

  /**
   * Takes note of a step.
   *
   * @param finite whether all gradients were finite
   * @return whether the step must be skipped
   */
  public boolean skips(boolean finite) {
    if (!scales) {
      return false;
    }
    goodSteps = finite ? goodSteps + 1 : 0;
    if (!finite) {
      factor /= 2;
    } else if (goodSteps == STEPS_UNTIL_GROWTH) {
      factor *= 2;
      goodSteps = 0;
    }
    return !finite && factor >= 1;
  }
}
