package io.latentmill.udf.pipeline;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.latentmill.udf.sampling.Noise;
import io.latentmill.udf.sampling.State;
import io.latentmill.udf.sampling.Trajectory;

/** The reverse process: from noise to latents, one call of the network after another. */
final class DenoiseLoop {
  private DenoiseLoop() {}

  /**
   * Runs a sampler.
   *
   * @param manager owns the result; everything else is freed call by call
   * @param latents to start with, [B, 4, h, w]
   * @param source what the latents come from besides noise
   * @param noise of each row, for samplers that draw on the way
   */
  static NDArray run(
      NDManager manager,
      Trajectory trajectory,
      Denoiser denoiser,
      LatentSource source,
      NDArray latents,
      RowNoise noise) {
    State state = trajectory.start(latents);
    int count = trajectory.calls() - trajectory.firstCall();
    for (int call = trajectory.firstCall(); call < trajectory.calls(); call++) {
      int index = call - trajectory.firstCall();
      try (NDManager scope = manager.newSubManager()) {
        state.attach(scope);
        source.attach(scope);
        NDArray input = trajectory.scaleModelInput(call, state.sample());
        Denoiser.Step step = new Denoiser.Step(call, index, count, trajectory.timestep(call));
        NDArray output = denoiser.predict(scope, source.networkInput(input), input, step);
        Noise draw =
            () ->
                noise.next(scope, 4, (int) input.getShape().get(2), (int) input.getShape().get(3));
        State next = trajectory.step(call, state, output, draw);
        next = new State(source.keep(trajectory, call, next.sample()), next.held(), next.history());
        denoiser.observer().onLatents(index, next.sample());
        state = next.attach(manager);
        source.attach(manager);
      }
    }
    return state.sample();
  }
}
