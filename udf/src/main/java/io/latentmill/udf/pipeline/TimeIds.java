package io.latentmill.udf.pipeline;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.latentmill.udf.request.GenerationRequest;
import io.latentmill.udf.request.MicroConditioning;
import java.util.List;

/**
 * The micro-conditioning of SDXL (Podell et al. 2023, section 2.2) as the network takes it:
 * original size, crop, and target size or, for the refiner, an aesthetic score.
 */
final class TimeIds {
  /** Ids of a row with a target size. */
  static final int WITH_TARGET = 6;

  /** Ids of a row with an aesthetic score. */
  static final int WITH_SCORE = 5;

  private TimeIds() {}

  /**
   * The ids of every row, [N, 5 or 6] float32.
   *
   * @param negatives how often each row's negative prompt stands before the prompts
   */
  static NDArray of(
      NDManager scope, List<GenerationRequest> requests, boolean aesthetic, int negatives) {
    int width = aesthetic ? WITH_SCORE : WITH_TARGET;
    int rows = (negatives + 1) * requests.size();
    float[] ids = new float[rows * width];
    for (int row = 0; row < rows; row++) {
      GenerationRequest request = requests.get(row % requests.size());
      MicroConditioning.Told told =
          row < negatives * requests.size()
              ? request
                  .micro()
                  .negative(
                      request.size(), aesthetic, request.conditioning().initImage().isPresent())
              : request.micro().positive(request.size());
      System.arraycopy(ids(told, aesthetic), 0, ids, row * width, width);
    }
    return scope.create(ids, new Shape(rows, width));
  }

  private static float[] ids(MicroConditioning.Told told, boolean aesthetic) {
    float height = told.original().vertical();
    float width = told.original().horizontal();
    float top = told.crop().vertical();
    float left = told.crop().horizontal();
    return aesthetic
        ? new float[] {height, width, top, left, (float) told.score()}
        : new float[] {
          height, width, top, left, told.target().vertical(), told.target().horizontal()
        };
  }
}
