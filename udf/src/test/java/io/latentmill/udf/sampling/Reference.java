package io.latentmill.udf.sampling;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;

/** Runs a trajectory over the analytic model of the references: input * t / (t + 1). */
final class Reference {
  private static final Shape SHAPE = new Shape(1, 4, 8, 8);

  private Reference() {}

  /** The latents after every call, from latents on, with noise from seed 0. */
  static List<float[]> run(Trajectory trajectory, float[] start) {
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      Engine.getEngine("PyTorch").setRandomSeed(0);
      Noise noise = () -> manager.randomNormal(0, 1, SHAPE, DataType.FLOAT32);
      State state = trajectory.start(manager.create(start, SHAPE));
      List<float[]> latents = new ArrayList<>();
      for (int call = trajectory.firstCall(); call < trajectory.calls(); call++) {
        NDArray input = trajectory.scaleModelInput(call, state.sample());
        double timestep = trajectory.timestep(call);
        NDArray output = input.mul((float) (timestep / (timestep + 1)));
        state = trajectory.step(call, state, output, noise);
        latents.add(state.sample().toFloatArray());
      }
      return latents;
    }
  }

  /** Max abs error over max abs reference. */
  static double error(float[] actual, double[] expected) {
    double error = 0;
    double largest = 0;
    for (int i = 0; i < expected.length; i++) {
      error = Math.max(error, Math.abs(actual[i] - expected[i]));
      largest = Math.max(largest, Math.abs(expected[i]));
    }
    return error / largest;
  }
}
