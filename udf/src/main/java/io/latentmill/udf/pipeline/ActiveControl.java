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
 * @param hint [B, C, h, w]
 */
record ActiveControl(
    ControlNet network,
    NDArray hint,
    NDList context,
    TimeProjections time,
    double scale,
    Interval interval) {

  /**
   * Residuals of one call.
   *
   * @param rows N: those that the U-Net sees, the negative prompts' first
   */
  NDList residuals(NDManager scope, NDArray sample, int call, long rows) {
    long batch = sample.getShape().get(0);
    NDArray projections = time.at(scope, call);
    if (!network.pooled() || rows == batch) {
      return forward(scope, sample, LastRows.of(projections, rows), rows);
    }
    NDList own = forward(scope, sample, LastRows.of(projections, batch), batch);
    NDList result = new NDList(own.size());
    for (NDArray array : own) {
      result.add(NDArrays.concat(new NDList(array.zerosLike(), array)));
    }
    return result;
  }

  private NDList forward(NDManager scope, NDArray sample, NDArray projections, long rows) {
    return network.forward(
        scope, sample, projections, LastRows.of(context, rows), hint, scale, rows);
  }
}
