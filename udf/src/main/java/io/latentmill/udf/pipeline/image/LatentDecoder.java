package io.latentmill.udf.pipeline.image;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import io.latentmill.udf.model.Autoencoder;
import io.latentmill.udf.torch.ComputeType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Latents to images, a few rows at a time: decoding takes far more memory a row than denoising.
 *
 * @param autoencoder not owned
 */
public record LatentDecoder(Autoencoder autoencoder) {
  /** Pixels that are decoded at once: one image of 1024x1024, four of 512x512. */
  private static final long PIXELS_AT_ONCE = 1 << 20;

  /**
   * A decoded row.
   *
   * @param rgb [3, H, W] about -1..1
   * @param retried whether it took the float32 retry
   */
  public record Decoded(float[] rgb, boolean retried) {
    /** Whether every value is a number. */
    public boolean finite() {
      return allFinite(rgb);
    }
  }

  /**
   * Decodes all rows.
   *
   * @param latents [B, 4, h, w] float32, scaled
   */
  public List<Decoded> decode(NDManager manager, NDArray latents) {
    long rows = latents.getShape().get(0);
    long pixels = latents.getShape().get(2) * latents.getShape().get(3) * 64;
    long atOnce = Math.max(1, PIXELS_AT_ONCE / pixels);
    List<Decoded> result = new ArrayList<>();
    for (long row = 0; row < rows; row += atOnce) {
      try (NDManager scope = manager.newSubManager()) {
        NDArray part = latents.get(new NDIndex().addSliceDim(row, Math.min(rows, row + atOnce)));
        part.attach(scope);
        result.addAll(decodePart(scope, autoencoder.unscaled(part)));
      }
    }
    return result;
  }

  private List<Decoded> decodePart(NDManager scope, NDArray latents) {
    List<Decoded> decoded = new ArrayList<>();
    float[] values = new LargeImages(autoencoder).decode(scope, latents, autoencoder.type());
    int rows = (int) latents.getShape().get(0);
    int length = values.length / rows;
    for (int row = 0; row < rows; row++) {
      float[] rgb = Arrays.copyOfRange(values, row * length, (row + 1) * length);
      boolean retry = !allFinite(rgb) && autoencoder.type() != ComputeType.FLOAT32;
      decoded.add(retry ? retry(scope, latents, row) : new Decoded(rgb, false));
    }
    return decoded;
  }

  private Decoded retry(NDManager scope, NDArray latents, int row) {
    NDArray alone = latents.get(new NDIndex().addSliceDim(row, row + 1));
    return new Decoded(
        new LargeImages(autoencoder).decode(scope, alone, ComputeType.FLOAT32), true);
  }

  /** Whether no value is NaN or infinite. */
  public static boolean allFinite(float[] values) {
    for (float value : values) {
      if (!Float.isFinite(value)) {
        return false;
      }
    }
    return true;
  }
}
