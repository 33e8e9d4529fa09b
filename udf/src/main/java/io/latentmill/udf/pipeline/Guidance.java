package io.latentmill.udf.pipeline;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import io.latentmill.udf.request.GenerationRequest;
import java.util.List;
import java.util.Optional;

/**
 * Classifier-free guidance (Ho and Salimans 2022) with every row's own scale, and the rescaling of
 * Lin et al. 2023, section 3.4. A network that edits images is guided by the image too (Brooks et
 * al. 2022, equation 3).
 */
final class Guidance {
  private static final int[] VALUES = {1};

  private final NDArray scales;
  private final Optional<NDArray> rescales;
  private final Optional<NDArray> imageScales;

  private Guidance(NDArray scales, Optional<NDArray> rescales, Optional<NDArray> imageScales) {
    this.scales = scales;
    this.rescales = rescales;
    this.imageScales = imageScales;
  }

  /**
   * The guidance of rows.
   *
   * @param edits whether the network sees an image, whose weight is guided too
   */
  static Guidance of(NDManager scope, List<GenerationRequest> rows, boolean edits) {
    float[] imageScales = new float[rows.size()];
    float[] scales = new float[rows.size()];
    float[] rescales = new float[rows.size()];
    boolean rescaled = false;
    for (int i = 0; i < scales.length; i++) {
      scales[i] = (float) rows.get(i).guidance().scale();
      rescales[i] = (float) rows.get(i).guidance().rescale();
      rescaled |= rescales[i] > 0;
      imageScales[i] = (float) rows.get(i).conditioning().imageScale();
    }
    Shape column = new Shape(scales.length, 1, 1, 1);
    return new Guidance(
        scope.create(scales, column),
        rescaled ? Optional.of(scope.create(rescales, column)) : Optional.empty(),
        edits ? Optional.of(scope.create(imageScales, column)) : Optional.empty());
  }

  /**
   * What the network is shown: the sample, or of a network that edits [without image; with; with].
   *
   * @param sample [B, 4 or 9, h, w], or [B, 8, h, w] of a network that edits
   */
  NDArray shown(NDArray sample) {
    if (imageScales.isEmpty()) {
      return sample;
    }
    long channels = sample.getShape().get(1) / 2;
    NDArray latents = sample.get(new NDIndex().addAllDim().addSliceDim(0, channels));
    NDArray without = NDArrays.concat(new NDList(latents, latents.zerosLike()), 1);
    return NDArrays.concat(new NDList(without, sample, sample));
  }

  /**
   * Combines the parts of a prediction.
   *
   * @param output [2 B, 4, h, w], [uncond; cond], or of a network that edits [3 B, 4, h, w],
   *     [uncond without image; uncond; cond]
   * @return [B, 4, h, w]
   */
  NDArray apply(NDArray output) {
    long rows = output.getShape().get(0) / (imageScales.isPresent() ? 3 : 2);
    NDArray conditional = LastRows.of(output, rows);
    NDArray unconditional = LastRows.of(part(output, 0, output.getShape().get(0) - rows), rows);
    NDArray change = conditional.sub(unconditional).mul(scales);
    NDArray guided =
        imageScales
            .map(
                own -> {
                  NDArray without = part(output, 0, rows);
                  return without.add(change).add(unconditional.sub(without).mul(own));
                })
            .orElseGet(() -> unconditional.add(change));
    return rescales.map(shares -> rescale(guided, conditional, shares)).orElse(guided);
  }

  private static NDArray part(NDArray output, long from, long to) {
    return output.get(new NDIndex().addSliceDim(from, to));
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
