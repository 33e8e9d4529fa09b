package io.latentmill.udf.pipeline;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;

/**
 * A network's timestep projections for all calls of a run. Where they depend on the timestep alone
 * they are computed at once, before the first call.
 */
interface TimeProjections {
  /** The projections of a call, [1 or N, P]. */
  NDArray at(NDManager scope, int call);

  /** {@code Unet.time} and {@code ControlNet.time}. */
  @FunctionalInterface
  interface Network {
    NDArray time(NDManager owner, NDArray timesteps, NDList guidance, NDList added);
  }

  /**
   * The projections of a run.
   *
   * @param guidance empty, or the guidance embedding of each row
   * @param added empty, or the text-and-time conditioning of each row
   */
  static TimeProjections of(
      NDManager owner, Network network, double[] timesteps, NDList guidance, NDList added) {
    if (!guidance.isEmpty() || !added.isEmpty()) {
      long rows = (guidance.isEmpty() ? added : guidance).get(0).getShape().get(0);
      return (scope, call) ->
          network.time(
              scope, scope.full(new Shape(rows), (float) timesteps[call]), guidance, added);
    }
    float[] distinct = floats(Arrays.stream(timesteps).distinct().toArray());
    NDArray table = network.time(owner, owner.create(distinct), guidance, added);
    return (scope, call) -> {
      int index = indexOf(distinct, (float) timesteps[call]);
      NDArray row = table.get(new NDIndex().addSliceDim(index, index + 1));
      row.attach(scope);
      return row;
    };
  }

  private static float[] floats(double[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }

  private static int indexOf(float[] values, float value) {
    int index = 0;
    while (values[index] != value) {
      index++;
    }
    return index;
  }
}
