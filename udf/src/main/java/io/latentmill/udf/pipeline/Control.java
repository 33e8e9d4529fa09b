package io.latentmill.udf.pipeline;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.latentmill.udf.model.ControlNet;

/**
 * A ControlNet at work on one batch: its hint encoded, its keys, values and timestep projections
 * ready.
 *
 * @param hint [B, C, h, w]
 */
record Control(
    ControlNet network,
    NDArray hint,
    NDList context,
    TimeProjections time,
    double scale,
    Interval interval) {

  /** Residuals of one call, N rows each. */
  NDList residuals(NDManager scope, NDArray sample, int call, NDList rows) {
    return network.forward(scope, sample, time.at(scope, call), rows, hint, scale);
  }
}
