package io.latentmill.udf.pipeline.image;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * An autoencoder applied to one large image tile by tile: memory then depends on the tile, not on
 * the image. Tiles overlap by a quarter, where one fades into the next. The numbers are those of
 * {@code AutoencoderKL.tiled_decode} and {@code tiled_encode} of diffusers.
 *
 * @param inputSide of a tile, in values of the input
 * @param outputSide of the same tile, in values of the output
 */
record Tiling(int inputSide, int outputSide) {
  private static final int OVERLAP = 4;

  /**
   * Applies a network.
   *
   * @param input [1, C, H, W]
   * @param network a tile [1, C, h, w] to [1, D, h k, w k], k being outputSide / inputSide
   */
  Plane apply(NDArray input, Function<NDArray, NDArray> network) {
    int height = (int) input.getShape().get(2);
    int width = (int) input.getShape().get(3);
    int step = inputSide - inputSide / OVERLAP;
    int fade = outputSide / OVERLAP;
    Plane whole = null;
    List<Plane> above = List.of();
    for (int top = 0; top < height; top += step) {
      List<Plane> row = new ArrayList<>();
      for (int left = 0; left < width; left += step) {
        Plane tile = tile(input, top, left, network);
        if (!above.isEmpty()) {
          tile.fadeFromAbove(above.get(row.size()), fade);
        }
        if (!row.isEmpty()) {
          tile.fadeFromLeft(row.get(row.size() - 1), fade);
        }
        row.add(tile);
        if (whole == null) {
          whole = Plane.zeros(tile.channels(), scaled(height), scaled(width));
        }
        whole.put(tile, scaled(top), scaled(left), outputSide - fade);
      }
      above = row;
    }
    return whole;
  }

  private Plane tile(NDArray input, int top, int left, Function<NDArray, NDArray> network) {
    int bottom = (int) Math.min(top + inputSide, input.getShape().get(2));
    int right = (int) Math.min(left + inputSide, input.getShape().get(3));
    NDIndex cut =
        new NDIndex().addAllDim().addAllDim().addSliceDim(top, bottom).addSliceDim(left, right);
    try (NDArray part = input.get(cut);
        NDArray output = network.apply(part)) {
      return Plane.of(output);
    }
  }

  private int scaled(int length) {
    return (int) ((long) length * outputSide / inputSide);
  }
}
