package io.latentmill.udf.pipeline;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.latentmill.udf.request.ImageSize;

/**
 * The micro-conditioning of SDXL (Podell et al. 2023, section 2.2): original size, crop, and target
 * size or, for the refiner, an aesthetic score. Original and target are the image's own size, the
 * crop is none.
 */
final class TimeIds {
  /** Ids of a row with a target size. */
  static final int WITH_TARGET = 6;

  /** Ids of a row with an aesthetic score. */
  static final int WITH_SCORE = 5;

  private static final float AESTHETIC = 6;
  private static final float NEGATIVE_AESTHETIC = 2.5f;

  private TimeIds() {}

  /**
   * The ids of every row, [N, 5 or 6] float32.
   *
   * @param negatives how many rows at the front are negative prompts
   */
  static NDArray of(NDManager scope, ImageSize size, boolean aesthetic, int rows, int negatives) {
    float height = size.height();
    float width = size.width();
    float[] ids = new float[rows * (aesthetic ? WITH_SCORE : WITH_TARGET)];
    for (int row = 0; row < rows; row++) {
      float score = row < negatives ? NEGATIVE_AESTHETIC : AESTHETIC;
      float[] own =
          aesthetic
              ? new float[] {height, width, 0, 0, score}
              : new float[] {height, width, 0, 0, height, width};
      System.arraycopy(own, 0, ids, row * own.length, own.length);
    }
    return scope.create(ids, new Shape(rows, ids.length / rows));
  }
}
