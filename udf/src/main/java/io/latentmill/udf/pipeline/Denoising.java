package io.latentmill.udf.pipeline;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.latentmill.udf.sampling.State;
import io.latentmill.udf.sampling.Trajectory;

/** The reverse process: one network's calls, from the noise that it finds to what it leaves. */
record Denoising(
    Trajectory trajectory, Denoiser denoiser, RowNoise noise, GenerationObserver observer) {

  /** The latents after the last call; all others are freed call by call. */
  NDArray run(NDManager manager, Start start) {
    LatentSource source = start.source();
    State state = trajectory.start(start.latents());
    for (int call = trajectory.firstCall(); call < trajectory.endCall(); call++) {
      Denoiser.Step step = Denoiser.Step.of(trajectory, call);
      try (NDManager scope = manager.newSubManager()) {
        state.attach(scope);
        source.attach(scope);
        NDArray input = trajectory.scaleModelInput(call, state.sample());
        NDArray predicted = denoiser.predict(scope, source.networkInput(input), input, step);
        State next = trajectory.step(call, state, predicted, () -> noise.next(scope));
        next = next.withSample(source.keep(trajectory, call, next.sample()));
        observer.onLatents(step.index(), next.sample());
        state = next.attach(manager);
        source.attach(manager);
      }
    }
    return state.sample();
  }
}
