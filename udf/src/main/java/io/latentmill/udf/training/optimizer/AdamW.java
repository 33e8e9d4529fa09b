package io.latentmill.udf.training.optimizer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter 2019, algorithm 2), as torch.optim.AdamW
 * computes it. It remembers the mean of the gradients and of their squares, two vectors as long as
 * the parameters. Not thread-safe; closing it frees them.
 */
public final class AdamW implements AutoCloseable {
  /**
   * What stays the same over all steps.
   *
   * @param beta1 how much of the mean gradient stays
   * @param beta2 how much of the mean square stays
   * @param weightDecay share of the parameters that is lost, times the learning rate
   * @param epsilon keeps the quotient finite
   */
  public record Settings(double beta1, double beta2, double weightDecay, double epsilon) {
    /** The defaults of torch and of diffusers' training scripts. */
    public static final Settings DEFAULT = new Settings(0.9, 0.999, 0.01, 1e-8);
  }

  private final Settings settings;
  private final NDArray mean;
  private final NDArray square;

  /** For parameters like these, before the first step. */
  public AdamW(Settings settings, NDManager manager, NDArray parameters) {
    this.settings = settings;
    this.mean = manager.zeros(parameters.getShape(), parameters.getDataType());
    this.square = manager.zeros(parameters.getShape(), parameters.getDataType());
  }

  /**
   * Changes the parameters in place.
   *
   * @param step counts from 1; the means start at zero and are corrected for that
   */
  public void update(NDArray parameters, NDArray gradient, double learningRate, int step) {
    double beta1 = settings.beta1();
    double beta2 = settings.beta2();
    double correction1 = 1 - Math.pow(beta1, step);
    double correction2 = 1 - Math.pow(beta2, step);
    try (NDScope temporaries = new NDScope()) {
      temporaries.suppressNotUsedWarning();
      mean.muli(beta1).addi(gradient.mul(1 - beta1));
      square.muli(beta2).addi(gradient.square().muli(1 - beta2));
      NDArray deviation = square.sqrt().divi(Math.sqrt(correction2)).addi(settings.epsilon());
      parameters.muli(1 - learningRate * settings.weightDecay());
      parameters.subi(mean.div(deviation).muli(learningRate / correction1));
    }
  }

  /** The mean of the gradients, to be stored or restored. */
  public NDArray mean() {
    return mean;
  }

  /** The mean of the squared gradients, to be stored or restored. */
  public NDArray square() {
    return square;
  }

  @Override
  public void close() {
    mean.close();
    square.close();
  }
}
