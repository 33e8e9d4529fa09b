package io.latentmill.job.report;

import java.util.Arrays;
import java.util.Locale;

/**
 * Losses as a curve. Single steps say little, since each has timesteps and noise of its own: the
 * curve shows means over stretches of equal length.
 */
final class LossCurve {
  private static final int WIDTH = 640;
  private static final int HEIGHT = 160;
  private static final int POINTS = 64;

  private LossCurve() {}

  static void write(Html page, double... losses) {
    double[] finite = Arrays.stream(losses).filter(Double::isFinite).toArray();
    if (finite.length == 0) {
      return;
    }
    double[] means = means(finite);
    double top = Arrays.stream(means).max().orElseThrow();
    StringBuilder points = new StringBuilder();
    for (int i = 0; i < means.length; i++) {
      double x = means.length == 1 ? 0 : (double) WIDTH * i / (means.length - 1);
      double y = top == 0 ? HEIGHT : HEIGHT * (1 - means[i] / top);
      points.append(String.format(Locale.ROOT, "%.1f,%.1f ", x, y));
    }
    page.markup(
        "<svg viewBox=\"0 -4 %d %d\" width=\"%d\" role=\"img\" aria-label=\"loss by step\">"
            .formatted(WIDTH, HEIGHT + 8, WIDTH));
    page.markup("<polyline fill=\"none\" stroke=\"currentColor\" stroke-width=\"2\" points=\"");
    page.markup(points.toString().strip()).markup("\"/></svg>\n<p>");
    page.text(
        String.format(
            Locale.ROOT,
            "loss %.4f at first, %.4f at the end; the curve starts at zero",
            means[0],
            means[means.length - 1]));
    page.markup("</p>\n");
  }

  /** At most {@link #POINTS} means of neighbouring losses. */
  static double[] means(double... losses) {
    int points = Math.min(POINTS, losses.length);
    double[] means = new double[points];
    for (int i = 0; i < points; i++) {
      int from = (int) ((long) i * losses.length / points);
      int to = (int) ((long) (i + 1) * losses.length / points);
      means[i] = Arrays.stream(losses, from, to).average().orElseThrow();
    }
    return means;
  }
}
