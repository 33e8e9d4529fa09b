package io.latentmill.udf.sampling;

import java.util.Arrays;
import java.util.function.Function;

/** Looks constants up by their names in scheduler_config.json, which were validated before. */
final class Labels {
  private Labels() {}

  static <E extends Enum<E>> E find(E[] constants, Function<E, String> label, String wanted) {
    return Arrays.stream(constants)
        .filter(constant -> label.apply(constant).equals(wanted))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no constant is labelled " + wanted));
  }
}
