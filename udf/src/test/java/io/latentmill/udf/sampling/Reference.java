package io.latentmill.udf.sampling;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.latentmill.udf.sampling.config.SchedulerConfig;
import io.latentmill.udf.torch.SeededNoise;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.BiFunction;

/**
 * One run over the analytic model of the references, input * t / (t + 1), with the noise of seed 0.
 */
public final class Reference {
  private static final Shape SHAPE = new Shape(1, 4, 8, 8);
  private static final int SIZE = (int) SHAPE.size();

  private final Trajectory trajectory;
  private final SeededNoise noise = new SeededNoise(0);

  Reference(Trajectory trajectory) {
    this.trajectory = trajectory;
  }

  /** The trajectory of a case: its class, and its config added to a base. */
  static Trajectory trajectory(JsonNode run, ObjectNode base, double eta) {
    ObjectNode config = base.deepCopy();
    config.setAll((ObjectNode) run.get("config"));
    config.put("_class_name", run.get("class").asText());
    OptionalDouble strength =
        run.has("strength")
            ? OptionalDouble.of(run.get("strength").asDouble())
            : OptionalDouble.empty();
    return Sampler.of(SchedulerConfig.of(config))
        .trajectory(run.get("steps").asInt(), strength, eta);
  }

  public static JsonNode json(Path file) {
    try {
      return new ObjectMapper().readTree(file.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The latents after every call, where the first sample is given. */
  List<float[]> latents(float[] start) {
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      return walk(manager, manager.create(start, SHAPE), (call, sample) -> sample);
    }
  }

  /** The latents after every call of image-to-image, where the original is given. */
  List<float[]> latentsFrom(float[] original) {
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      NDArray first = trajectory.addNoise(manager.create(original, SHAPE), draw(manager));
      return walk(manager, first, (call, sample) -> sample);
    }
  }

  /** The same, where half of the original is put back after every call, as inpainting does. */
  List<float[]> latentsBlendedWith(float[] original) {
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      NDArray array = manager.create(original, SHAPE);
      NDArray fixed = draw(manager);
      return walk(
          manager,
          trajectory.addNoise(array, fixed),
          (call, sample) ->
              call + 1 == trajectory.calls()
                  ? sample
                  : trajectory.addNoise(array, fixed, call + 1).add(sample).mul(0.5f));
    }
  }

  /** Shows how much noise was drawn. */
  float nextDraw() {
    return noise.normals(16)[0];
  }

  private NDArray draw(NDManager manager) {
    return manager.create(noise.normals(SIZE), SHAPE);
  }

  private List<float[]> walk(
      NDManager manager, NDArray first, BiFunction<Integer, NDArray, NDArray> keep) {
    State state = trajectory.start(first);
    List<float[]> latents = new ArrayList<>();
    for (int call = trajectory.firstCall(); call < trajectory.calls(); call++) {
      NDArray input = trajectory.scaleModelInput(call, state.sample());
      double timestep = trajectory.timestep(call);
      NDArray output = input.mul((float) (timestep / (timestep + 1)));
      state = trajectory.step(call, state, output, () -> draw(manager));
      NDArray kept = keep.apply(call, state.sample());
      state = new State(kept, state.held(), state.history());
      latents.add(state.sample().toFloatArray());
    }
    return latents;
  }

  /** Max abs error over max abs reference; where that vanishes, over 0.01. */
  static double error(float[] actual, float[] expected) {
    double error = 0;
    double largest = 0.01;
    for (int i = 0; i < expected.length; i++) {
      error = Math.max(error, Math.abs(actual[i] - expected[i]));
      largest = Math.max(largest, Math.abs(expected[i]));
    }
    return error / largest;
  }
}
