package io.latentmill.udf.sampling;

import ai.djl.ndarray.NDArray;

/** One sampler's arithmetic on one path: a function without memory. */
@FunctionalInterface
interface StepRule {
  State step(int call, State state, NDArray output, Noise noise);
}
