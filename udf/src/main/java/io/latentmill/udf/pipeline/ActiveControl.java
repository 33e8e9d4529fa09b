package io.latentmill.udf.pipeline;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.latentmill.udf.model.ControlNet;

/**
 * A ControlNet at work on one batch: its hint encoded, its keys, values and timestep projections
 * ready.
 *
 * @param hints each [B, C, h, w]
 * @param guesses whether rows of negative prompts go without it
 */
record ActiveControl(
    ControlNet network,
    ControlNet.Hints hints,
    NDList context,
    TimeProjections time,
    double scale,
    boolean guesses,
    Interval interval) {

  /**
   * Residuals of one call.
   *
   * @param rows N: those that the U-Net sees, the negative prompts' first
   */
  NDList residuals(NDManager scope, NDArray sample, int call, long rows) {
    long batch = sample.getShape().get(0);
    NDArray projections = time.at(scope, call);
    if (!network.pooled() && !guesses || rows == batch) {
      return forward(scope, sample, LastRows.of(projections, rows), rows);
    }
    NDList own = forward(scope, sample, LastRows.of(projections, batch), batch);
    NDList result = new NDList(own.size());
    for (NDArray array : own) {
      NDList parts = new NDList();
      for (long row = batch; row < rows; row += batch) {
        parts.add(array.zerosLike());
      }
      parts.add(array);
      result.add(NDArrays.concat(parts));
    }
    return result;
  }

  private NDList forward(NDManager scope, NDArray sample, NDArray projections, long rows) {
    return network.forward(
        scope, sample, projections, LastRows.of(context, rows), hints, scale, guesses, rows);
  }
}
