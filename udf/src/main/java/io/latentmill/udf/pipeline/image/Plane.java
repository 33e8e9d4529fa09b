package io.latentmill.udf.pipeline.image;

import ai.djl.ndarray.NDArray;

/**
 * An image of any number of channels on the host.
 *
 * @param values [channels, height, width]; not copied
 */
record Plane(float[] values, int channels, int height, int width) {
  static Plane zeros(int channels, int height, int width) {
    return new Plane(new float[channels * height * width], channels, height, width);
  }

  /** The one row of an array [1, C, H, W]. */
  static Plane of(NDArray array) {
    return new Plane(
        array.toFloatArray(),
        (int) array.getShape().get(1),
        (int) array.getShape().get(2),
        (int) array.getShape().get(3));
  }

  /** Fades from another's lowest lines into this one's first ones. */
  void fadeFromAbove(Plane other, int lines) {
    int extent = Math.min(lines, Math.min(height, other.height));
    for (int channel = 0; channel < channels; channel++) {
      for (int y = 0; y < extent; y++) {
        int from = other.index(channel, other.height - extent + y, 0);
        int to = index(channel, y, 0);
        for (int x = 0; x < width; x++) {
          values[to + x] = fade(other.values[from + x], values[to + x], y, extent);
        }
      }
    }
  }

  /** Fades from another's rightmost columns into this one's first ones. */
  void fadeFromLeft(Plane other, int columns) {
    int extent = Math.min(columns, Math.min(width, other.width));
    for (int channel = 0; channel < channels; channel++) {
      for (int y = 0; y < height; y++) {
        int from = other.index(channel, y, other.width - extent);
        int to = index(channel, y, 0);
        for (int x = 0; x < extent; x++) {
          values[to + x] = fade(other.values[from + x], values[to + x], x, extent);
        }
      }
    }
  }

  private static float fade(float from, float to, int position, int extent) {
    float share = (float) position / extent;
    return from * (1 - share) + to * share;
  }

  /** Copies another's upper left corner, {@code side} squared or less, into this one. */
  void put(Plane other, int top, int left, int side) {
    int rows = Math.min(side, other.height);
    int columns = Math.min(side, other.width);
    for (int channel = 0; channel < channels; channel++) {
      for (int y = 0; y < rows; y++) {
        System.arraycopy(
            other.values,
            other.index(channel, y, 0),
            values,
            index(channel, top + y, left),
            columns);
      }
    }
  }

  private int index(int channel, int y, int x) {
    return (channel * height + y) * width + x;
  }
}
