package io.latentmill.udf.pipeline;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import io.latentmill.udf.request.GenerationRequest;
import java.util.List;
import java.util.Optional;

/**
 * Classifier-free guidance (Ho and Salimans 2022) with every row's own scale, and the rescaling of
 * Lin et al. 2023, section 3.4.
 */
final class Guidance {
  private static final int[] VALUES = {1};

  private final NDArray scales;
  private final Optional<NDArray> rescales;

  private Guidance(NDArray scales, Optional<NDArray> rescales) {
    this.scales = scales;
    this.rescales = rescales;
  }

  static Guidance of(NDManager scope, List<GenerationRequest> rows) {
    float[] scales = new float[rows.size()];
    float[] rescales = new float[rows.size()];
    boolean rescaled = false;
    for (int i = 0; i < scales.length; i++) {
      scales[i] = (float) rows.get(i).guidance().scale();
      rescales[i] = (float) rows.get(i).guidance().rescale();
      rescaled |= rescales[i] > 0;
    }
    Shape column = new Shape(scales.length, 1, 1, 1);
    return new Guidance(
        scope.create(scales, column),
        rescaled ? Optional.of(scope.create(rescales, column)) : Optional.empty());
  }

  /**
   * Combines the two halves of a prediction.
   *
   * @param output [2 B, 4, h, w], [uncond; cond]
   * @return [B, 4, h, w]
   */
  NDArray apply(NDArray output) {
    long rows = output.getShape().get(0) / 2;
    NDArray unconditional = output.get(new NDIndex().addSliceDim(0, rows));
    NDArray conditional = output.get(new NDIndex().addSliceDim(rows, 2 * rows));
    NDArray guided = unconditional.add(conditional.sub(unconditional).mul(scales));
    return rescales.map(shares -> rescale(guided, conditional, shares)).orElse(guided);
  }

  private static NDArray rescale(NDArray guided, NDArray conditional, NDArray shares) {
    NDArray rescaled = guided.mul(deviation(conditional).div(deviation(guided)));
    return rescaled.mul(shares).add(guided.mul(shares.neg().add(1)));
  }

  /** The unbiased standard deviation of every row, [B, 1, 1, 1]. */
  private static NDArray deviation(NDArray x) {
    long rows = x.getShape().get(0);
    NDArray flat = x.reshape(rows, -1);
    NDArray centred = flat.sub(flat.mean(VALUES, true));
    NDArray squares = centred.mul(centred).sum(VALUES, true);
    return squares.div(x.size() / rows - 1).sqrt().reshape(rows, 1, 1, 1);
  }
}
