package io.latentmill.udf.request;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Finds constants by what people, files and options call them. */
public final class Labels {
  private Labels() {}

  /** The constant that is called so. */
  public static <E> Optional<E> find(E[] constants, Function<E, String> labels, String label) {
    return Arrays.stream(constants)
        .filter(constant -> labels.apply(constant).equals(label))
        .findFirst();
  }

  /**
   * The constant that is called so.
   *
   * @param subject what the constants are
   * @throws LatentmillException (user) naming the label and all there are
   */
  public static <E> E require(
      String subject, E[] constants, Function<E, String> labels, String label) {
    return find(constants, labels, label)
        .orElseThrow(
            () ->
                LatentmillException.user(
                    "unknown %s \"%s\"; known are %s",
                    subject,
                    label,
                    Arrays.stream(constants).map(labels).collect(Collectors.joining(", "))));
  }
}
