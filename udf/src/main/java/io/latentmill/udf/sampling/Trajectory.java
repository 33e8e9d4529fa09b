package io.latentmill.udf.sampling;

import ai.djl.ndarray.NDArray;
import io.latentmill.udf.sampling.schedule.NoiseLevel;
import java.util.List;

/**
 * One run of a sampler: the calls of the network to make, and what to do with their outputs.
 * Immutable and thread-safe; all rows of a batch share it. Arrays are float32 [B, 4, H/8, W/8].
 *
 * <pre>{@code
 * State state = trajectory.start(latents);
 * for (int call = trajectory.firstCall(); call < trajectory.endCall(); call++) {
 *   NDArray input = trajectory.scaleModelInput(call, state.sample());
 *   NDArray output = network(input, trajectory.timestep(call));
 *   state = trajectory.step(call, state, output, noise);
 * }
 * }</pre>
 */
public final class Trajectory {
  private final Path path;
  private final int startCall;
  private final int firstCall;
  private final int endCall;
  private final StepRule rule;

  Trajectory(Path path, int startCall, int firstCall, int endCall, StepRule rule) {
    this.path = path;
    this.startCall = startCall;
    this.firstCall = firstCall;
    this.endCall = endCall;
    this.rule = rule;
  }

  /**
   * The timesteps of all calls of the full schedule, those before {@link #firstCall()} included. A
   * sampler that calls the network several times a step has more of them than steps.
   */
  public double[] timesteps() {
    return path.timesteps().stream().mapToDouble(Double::doubleValue).toArray();
  }

  /** The first call of the whole way from start to image: 0, or later for image-to-image. */
  public int startCall() {
    return startCall;
  }

  /** The first call to make: {@link #startCall}, or later where another network has begun. */
  public int firstCall() {
    return firstCall;
  }

  /** The call before which to stop: {@link #calls}, or one that another network goes on with. */
  public int endCall() {
    return endCall;
  }

  /** The number of calls of the full schedule. */
  public int calls() {
    return path.calls();
  }

  /** What the network is told at a call; a fraction for some samplers. */
  public double timestep(int call) {
    return path.timesteps().get(call);
  }

  /** The factor that turns standard normal noise into the latents a full run starts with. */
  public double initNoiseSigma() {
    return path.initNoiseSigma();
  }

  /** What the network is shown at a call; the very array given, for samplers that don't scale. */
  public NDArray scaleModelInput(int call, NDArray sample) {
    return path.inputs().get(call).scaleModelInput(sample);
  }

  /** The state before the first call; the array is not copied. */
  public State start(NDArray latents) {
    return State.of(latents);
  }

  /**
   * The state after a call. Calls are made in order, from {@link #firstCall()} on.
   *
   * @param output of the network for {@link #scaleModelInput}, guidance applied
   * @param noise asked as often as diffusers draws at this call
   */
  public State step(int call, State state, NDArray output, Noise noise) {
    return rule.step(call, state, output, noise);
  }

  /** The latents that image-to-image starts with: an original at the noise of the first call. */
  public NDArray addNoise(NDArray original, NDArray noise) {
    return addNoise(original, noise, firstCall);
  }

  /**
   * An original at the noise that a call starts from: after call i of inpainting, what is kept of
   * the original is put back at the noise of call i + 1.
   */
  public NDArray addNoise(NDArray original, NDArray noise, int call) {
    return path.level(call).addNoise(original, noise);
  }

  /** The noise levels before each call and after the last. */
  List<NoiseLevel> levels() {
    return path.levels();
  }
}
