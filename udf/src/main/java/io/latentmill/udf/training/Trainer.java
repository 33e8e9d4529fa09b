package io.latentmill.udf.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import io.latentmill.udf.request.LatentmillException;
import io.latentmill.udf.torch.GradientMode;
import io.latentmill.udf.training.network.Batch;
import io.latentmill.udf.training.optimizer.AdamW;
import io.latentmill.udf.training.optimizer.LearningRate;
import io.latentmill.udf.training.optimizer.LossScale;
import io.latentmill.udf.training.optimizer.MovingAverage;
import io.latentmill.udf.training.part.TrainedPart;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;

/**
 * The training loop's body: forward, backward, clip, update. All memory of a step is freed when it
 * ends. Not thread-safe; closing it frees the parameters and the optimiser, not the part.
 */
public final class Trainer implements AutoCloseable {
  /** Torch's guard against a norm of zero. */
  private static final double NORM_EPSILON = 1e-6;

  /**
   * How to step.
   *
   * @param clipNorm gradients longer than this are shortened to it
   * @param emaDecay empty: no moving average
   */
  public record Settings(
      AdamW.Settings adamW, LearningRate learningRate, double clipNorm, OptionalDouble emaDecay) {}

  private final TrainedPart part;
  private final Objective objective;
  private final Settings settings;
  private final NDManager manager;
  private final Parameters parameters;
  private final AdamW optimizer;
  private final Optional<MovingAverage> average;
  private final LossScale scale;
  private int steps;

  /** Starts from the part's first values. */
  public Trainer(
      TrainedPart part,
      Objective objective,
      Settings settings,
      LossScale scale,
      NDManager parent,
      long seed) {
    this.part = part;
    this.objective = objective;
    this.settings = settings;
    this.scale = scale;
    this.manager = parent.newSubManager();
    this.parameters = new Parameters(part.slots(), part.initial(manager, seed));
    this.optimizer = new AdamW(settings.adamW(), manager, parameters.values());
    this.average =
        settings.emaDecay().stream()
            .mapToObj(decay -> new MovingAverage(decay, manager, parameters.values()))
            .findFirst();
  }

  /**
   * One step of the optimiser.
   *
   * @param microBatches gradients are averaged over them: together they are the batch
   * @throws LatentmillException (user) naming the step if the loss or a gradient is not a number;
   *     the parameters are as they were
   */
  public StepReport step(List<BatchSource> microBatches) {
    return step(microBatches, gradient -> {});
  }

  /** As {@link #step(List)}; {@code observer} sees the gradient before it is clipped. */
  StepReport step(List<BatchSource> microBatches, Consumer<NDArray> observer) {
    int step = steps + 1;
    double loss = 0;
    for (BatchSource source : microBatches) {
      loss += accumulate(source, microBatches.size());
    }
    try (NDScope temporaries = new NDScope()) {
      temporaries.suppressNotUsedWarning();
      NDArray gradient = parameters.values().getGradient();
      gradient.muli(1 / scale.factor());
      observer.accept(gradient);
      double norm = gradient.square().sum().sqrt().getFloat();
      double rate = settings.learningRate().at(step);
      boolean skips = scale.skips(Double.isFinite(norm));
      if (!skips) {
        requireFinite(step, loss, norm);
        gradient.muli(Math.min(1, settings.clipNorm() / (norm + NORM_EPSILON)));
        optimizer.update(parameters.values(), gradient, rate, step);
        average.ifPresent(ema -> ema.update(parameters.values(), step));
        steps = step;
      }
      GradientMode.clear(parameters.values());
      return new StepReport(step, loss, norm, rate, skips);
    }
  }

  private static void requireFinite(int step, double loss, double norm) {
    if (!Double.isFinite(loss) || !Double.isFinite(norm)) {
      throw LatentmillException.user(
          "step %d: the loss is %s and the gradient's norm %s; a lower learning rate may help",
          step, loss, norm);
    }
  }

  /** Adds one micro-batch's share of the gradient; returns its share of the loss. */
  private double accumulate(BatchSource source, int count) {
    try (NDManager scope = manager.newSubManager();
        NDScope temporaries = new NDScope();
        GradientMode gradients = GradientMode.enter()) {
      temporaries.suppressNotUsedWarning();
      NDArray loss = exampleLosses(scope, source.batch(scope)).mean().div(count);
      gradients.backward(loss.mul(scale.factor()));
      return loss.getFloat();
    }
  }

  /**
   * Each row's loss with the parameters as they are, [B].
   *
   * @param batch its arrays and the result live in {@code scope}
   */
  public NDArray exampleLosses(NDManager scope, Batch batch) {
    NDArray noisy = objective.noisy(batch.latents(), batch.noise(), batch.timesteps());
    NDArray target = objective.target(batch.latents(), batch.noise(), batch.timesteps());
    NDArray answer = part.place(parameters.values()).predict(scope, noisy, batch);
    NDArray losses = objective.exampleLosses(answer, target, batch.timesteps());
    return batch.weights().map(losses::mul).orElse(losses);
  }

  public Parameters parameters() {
    return parameters;
  }

  public AdamW optimizer() {
    return optimizer;
  }

  public Optional<MovingAverage> average() {
    return average;
  }

  public LossScale scale() {
    return scale;
  }

  /** How many steps changed the parameters. */
  public int steps() {
    return steps;
  }

  /** Goes on after a step that a checkpoint was taken of. */
  public void resumeAfter(int step) {
    steps = step;
  }

  @Override
  public void close() {
    manager.close();
  }
}
