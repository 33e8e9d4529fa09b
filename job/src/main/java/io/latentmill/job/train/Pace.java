package io.latentmill.job.train;

import java.time.Duration;
import java.util.Locale;

/**
 * How fast a training gets on.
 *
 * @param first step that was made before
 * @param images of a step
 * @param startNanos when the first step of this run began
 */
record Pace(int first, int images, long startNanos) {
  /** Images a second, and how long the rest will take. */
  String text(int step, int steps, long nowNanos) {
    double seconds = Math.max((nowNanos - startNanos) / 1e9, 1e-9);
    double perSecond = Math.max(step - first, 1) / seconds;
    Duration left = Duration.ofSeconds(Math.round((steps - step) / perSecond));
    return String.format(
        Locale.ROOT,
        "%.1f images/s, %d:%02d:%02d left",
        perSecond * images,
        left.toHours(),
        left.toMinutesPart(),
        left.toSecondsPart());
  }
}
