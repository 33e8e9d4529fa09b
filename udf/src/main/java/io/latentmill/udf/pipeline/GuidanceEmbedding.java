package io.latentmill.udf.pipeline;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.latentmill.udf.request.GenerationRequest;
import java.util.List;

/**
 * How a U-Net that was distilled with guidance is told its scale (Luo et al. 2023): sines and
 * cosines of 1000 (g - 1). Reference: {@code get_guidance_scale_embedding} of diffusers.
 */
final class GuidanceEmbedding {
  private GuidanceEmbedding() {}

  /** The embedding of every row's scale, [B, width] float32. */
  static NDArray of(NDManager scope, List<GenerationRequest> rows, int width) {
    int half = width / 2;
    float[] values = new float[rows.size() * width];
    for (int row = 0; row < rows.size(); row++) {
      double scaled = 1000 * (rows.get(row).guidance().scale() - 1);
      for (int i = 0; i < half; i++) {
        double angle = scaled * Math.exp(-i * Math.log(10000) / (half - 1));
        values[row * width + i] = (float) Math.sin(angle);
        values[row * width + half + i] = (float) Math.cos(angle);
      }
    }
    return scope.create(values, new Shape(rows.size(), width));
  }
}
