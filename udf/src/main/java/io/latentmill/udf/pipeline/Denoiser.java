package io.latentmill.udf.pipeline;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.latentmill.udf.model.Unet;
import io.latentmill.udf.sampling.Trajectory;
import java.util.List;
import java.util.Optional;

/**
 * One batch's prediction: the U-Net with its text, its ControlNets and guidance.
 *
 * @param context keys and values of N rows, of texts and of images that prompt too
 * @param guidance empty: N = B; else N = 2 B, [uncond; cond], or 3 B where an image is edited
 * @param guided when guidance is on
 */
record Denoiser(
    Unet unet,
    NDList context,
    TimeProjections time,
    List<ActiveControl> controls,
    List<ActiveFeatures> features,
    Optional<Guidance> guidance,
    Interval guided,
    GenerationObserver observer) {

  /**
   * Predicts what the sampler asks for.
   *
   * @param sample [B, 4, 8 or 9, h, w]
   * @param latents of it what a ControlNet sees, [B, 4, h, w]
   * @param step the call among those that are made
   * @return [B, 4, h, w]
   */
  NDArray predict(NDManager scope, NDArray sample, NDArray latents, Step step) {
    if (guidance.isPresent() && guided.contains(step.index(), step.count())) {
      NDArray shown = guidance.get().shown(sample);
      return guidance.get().apply(forward(scope, shown, latents, step, context));
    }
    return forward(scope, sample, latents, step, LastRows.of(context, sample.getShape().get(0)));
  }

  /**
   * A call of the network: its number in the schedule, and its place on the way from start to
   * image.
   */
  record Step(int call, int index, int count, double timestep) {
    static Step of(Trajectory trajectory, int call) {
      int start = trajectory.startCall();
      return new Step(call, call - start, trajectory.calls() - start, trajectory.timestep(call));
    }
  }

  private NDArray forward(
      NDManager scope, NDArray sample, NDArray latents, Step step, NDList rows) {
    long count = rows.get(0).getShape().get(0);
    NDList residuals = residuals(scope, latents, step, count);
    NDArray projections = LastRows.of(time.at(scope, step.call()), count);
    NDList text = observer.seesAttention() ? withMaps(scope, rows, sample.getShape()) : rows;
    NDArray output =
        unet.forward(
            scope,
            sample,
            projections,
            text,
            residuals,
            ActiveFeatures.sum(features, step.index()));
    if (observer.seesAttention()) {
      observer.onAttention(step.index(), text.get(rows.size()).div(layers(rows)));
    }
    if (observer != GenerationObserver.NONE) {
      observer.onPrediction(
          step.index(), repeated(sample, output.getShape().get(0)), step.timestep(), output);
    }
    return output;
  }

  /** Keys and values, and behind them a sum of attention maps to add to. */
  private static NDList withMaps(NDManager scope, NDList rows, Shape sample) {
    long tokens = rows.get(0).getShape().get(1);
    Shape maps = new Shape(sample.get(0), tokens, sample.get(2), sample.get(3));
    NDList text = new NDList(rows);
    text.add(scope.zeros(maps));
    return text;
  }

  /** Cross-attentions: keys and values of images have a dimension more than those of texts. */
  private static long layers(NDList rows) {
    return rows.stream().filter(it -> it.getShape().dimension() == 3).count() / 2;
  }

  private NDList residuals(NDManager scope, NDArray latents, Step step, long rows) {
    NDList sum = new NDList();
    for (ActiveControl control : controls) {
      if (control.interval().contains(step.index(), step.count())) {
        NDList own = control.residuals(scope, latents, step.call(), rows);
        sum = sum.isEmpty() ? own : sum(sum, own);
      }
    }
    return sum;
  }

  /** The sums of arrays that stand at one place. */
  static NDList sum(NDList some, NDList others) {
    NDList sum = new NDList(some.size());
    for (int i = 0; i < some.size(); i++) {
      sum.add(some.get(i).add(others.get(i)));
    }
    return sum;
  }

  private static NDArray repeated(NDArray sample, long rows) {
    return sample.getShape().get(0) == rows ? sample : NDArrays.concat(new NDList(sample, sample));
  }
}
