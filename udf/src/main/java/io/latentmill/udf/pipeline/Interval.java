package io.latentmill.udf.pipeline;

/**
 * A share of the steps, as diffusers counts it: the step from i / n to (i + 1) / n is inside if all
 * of it is.
 */
record Interval(double start, double end) {
  boolean contains(int index, int count) {
    return (double) index / count >= start && (double) (index + 1) / count <= end;
  }
}
