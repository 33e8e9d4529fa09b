package io.latentmill.udf.training.optimizer;

/**
 * The learning rate of every step: it rises from zero in a straight line, then follows its shape.
 * The numbers are those of diffusers' {@code get_scheduler}.
 *
 * @param peak at the end of the warm-up
 * @param warmup steps
 * @param steps all of them, the warm-up included
 */
public record LearningRate(double peak, ScheduleShape shape, int warmup, int steps) {
  /** The same at every step. */
  public static LearningRate constant(double value) {
    return new LearningRate(value, ScheduleShape.CONSTANT, 0, 0);
  }

  /**
   * The rate of a step.
   *
   * @param step counts from 1
   */
  public double at(int step) {
    int before = step - 1;
    if (before < warmup) {
      return peak * before / warmup;
    }
    double progress = Math.min(1, (double) (before - warmup) / Math.max(1, steps - warmup));
    return peak * shape.factor(progress);
  }
}
