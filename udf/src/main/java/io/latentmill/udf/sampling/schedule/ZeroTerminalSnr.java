package io.latentmill.udf.sampling.schedule;

/**
 * Moves a schedule so that its last timestep is pure noise (Lin et al. 2023, algorithm 1): the
 * option {@code rescale_betas_zero_snr}.
 */
final class ZeroTerminalSnr {
  private ZeroTerminalSnr() {}

  /** Takes and gives cumulative products of alpha; the result's last is 0. */
  static float[] rescale(float[] alphasCumprod) {
    float[] roots = FloatMath.map(alphasCumprod, FloatMath::sqrt);
    float first = roots[0];
    float last = roots[roots.length - 1];
    float scale = first / (first - last);
    float[] products =
        FloatMath.map(
            roots,
            root -> {
              float moved = (root - last) * scale;
              return moved * moved;
            });
    return FloatMath.cumulativeProduct(throughBetas(products));
  }

  /** The factors of the products, rounded as they are when they pass through betas. */
  private static float[] throughBetas(float[] products) {
    float[] alphas = new float[products.length];
    for (int t = 0; t < products.length; t++) {
      float alpha = t == 0 ? products[0] : products[t] / products[t - 1];
      float beta = 1 - alpha;
      alphas[t] = 1 - beta;
    }
    return alphas;
  }
}
