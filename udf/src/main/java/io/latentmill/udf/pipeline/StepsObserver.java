package io.latentmill.udf.pipeline;

import ai.djl.ndarray.NDArray;

/**
 * Lets an observer see the calls of a second network, whose texts are the first one's again.
 *
 * @param later by how much its calls are later than their place in the schedule says
 */
record StepsObserver(GenerationObserver observer, int later) implements GenerationObserver {

  /** Nothing for one that sees nothing, so that it costs nothing. */
  static GenerationObserver of(GenerationObserver observer, int later) {
    return observer == NONE ? NONE : new StepsObserver(observer, later);
  }

  @Override
  public void onPrediction(int index, NDArray sample, double timestep, NDArray output) {
    observer.onPrediction(index + later, sample, timestep, output);
  }

  @Override
  public boolean seesAttention() {
    return observer.seesAttention();
  }

  @Override
  public void onAttention(int index, NDArray maps) {
    observer.onAttention(index + later, maps);
  }

  @Override
  public void onLatents(int index, NDArray latents) {
    observer.onLatents(index + later, latents);
  }
}
