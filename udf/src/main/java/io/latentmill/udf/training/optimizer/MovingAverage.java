package io.latentmill.udf.training.optimizer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;

/**
 * The exponential moving average of the parameters, which draws better images than the parameters
 * themselves (Song and Ermon 2020, section 4). It follows quickly at first, as diffusers' EMAModel
 * does. Not thread-safe; closing it frees the average.
 */
public final class MovingAverage implements AutoCloseable {
  private final double decay;
  private final NDArray average;

  /**
   * Starts at the parameters as they are.
   *
   * @param decay how much of the average stays at a step, in the long run
   */
  public MovingAverage(double decay, NDManager manager, NDArray parameters) {
    this.decay = decay;
    this.average = manager.zeros(parameters.getShape(), parameters.getDataType());
    average.addi(parameters);
  }

  /**
   * Follows the parameters.
   *
   * @param step counts from 1; the first one takes the parameters over
   */
  public void update(NDArray parameters, int step) {
    double kept = step == 1 ? 0 : Math.min(decay, (double) step / (9 + step));
    try (NDScope temporaries = new NDScope()) {
      temporaries.suppressNotUsedWarning();
      average.addi(parameters.sub(average).muli(1 - kept));
    }
  }

  public NDArray values() {
    return average;
  }

  @Override
  public void close() {
    average.close();
  }
}
