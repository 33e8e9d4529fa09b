package io.latentmill.udf.training.optimizer;

import io.latentmill.udf.request.LatentmillException;
import java.util.Arrays;
import java.util.stream.Collectors;

/** How the learning rate goes on after its warm-up. */
public enum ScheduleShape {
  /** As it is. */
  CONSTANT("constant") {
    @Override
    double factor(double progress) {
      return 1;
    }
  },
  /** Down to zero in a straight line. */
  LINEAR("linear") {
    @Override
    double factor(double progress) {
      return 1 - progress;
    }
  },
  /** Down to zero along half a cosine (Loshchilov and Hutter 2017). */
  COSINE("cosine") {
    @Override
    double factor(double progress) {
      return 0.5 * (1 + Math.cos(Math.PI * progress));
    }
  };

  private final String label;

  ScheduleShape(String label) {
    this.label = label;
  }

  /**
   * The factor before the learning rate.
   *
   * @param progress 0 at the end of the warm-up, 1 after the last step
   */
  abstract double factor(double progress);

  public String label() {
    return label;
  }

  /**
   * The shape of that name.
   *
   * @throws LatentmillException (user) naming the value and all shapes
   */
  public static ScheduleShape ofLabel(String label) {
    return Arrays.stream(values())
        .filter(shape -> shape.label.equals(label))
        .findFirst()
        .orElseThrow(
            () ->
                LatentmillException.user(
                    "unknown schedule \"%s\"; known are %s",
                    label,
                    Arrays.stream(values())
                        .map(ScheduleShape::label)
                        .collect(Collectors.joining(", "))));
  }
}
