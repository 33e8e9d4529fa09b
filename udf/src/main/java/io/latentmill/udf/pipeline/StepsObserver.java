package io.latentmill.udf.pipeline;

import ai.djl.ndarray.NDArray;

/** Lets an observer see the steps of a second network, whose texts are the first one's again. */
record StepsObserver(GenerationObserver observer) implements GenerationObserver {

  /** Nothing for one that sees nothing, so that it costs nothing. */
  static GenerationObserver of(GenerationObserver observer) {
    return observer == NONE ? NONE : new StepsObserver(observer);
  }

  @Override
  public void onPrediction(int index, NDArray sample, double timestep, NDArray output) {
    observer.onPrediction(index, sample, timestep, output);
  }

  @Override
  public boolean seesAttention() {
    return observer.seesAttention();
  }

  @Override
  public void onAttention(int index, NDArray maps) {
    observer.onAttention(index, maps);
  }

  @Override
  public void onLatents(int index, NDArray latents) {
    observer.onLatents(index, latents);
  }
}
