package io.latentmill.udf.scores;

import ai.djl.ndarray.NDArray;

/** Vectors of length 1. */
final class UnitVectors {
  private UnitVectors() {}

  /** The rows of [N, P], each divided by its length. */
  static float[][] of(NDArray rows) {
    return of(rows.toFloatArray(), (int) rows.getShape().get(1));
  }

  /** Rows of so many numbers, each divided by its length. */
  static float[][] of(float[] flat, int width) {
    float[][] vectors = new float[flat.length / width][width];
    for (int i = 0; i < vectors.length; i++) {
      System.arraycopy(flat, i * width, vectors[i], 0, width);
      double length = Math.sqrt(product(vectors[i], vectors[i]));
      for (int k = 0; k < width; k++) {
        vectors[i][k] = (float) (vectors[i][k] / length);
      }
    }
    return vectors;
  }

  static double product(float[] one, float[] other) {
    double sum = 0;
    for (int i = 0; i < one.length; i++) {
      sum += (double) one[i] * other[i];
    }
    return sum;
  }
}
