package io.latentmill.job.cli;

import java.util.Optional;

/**
 * The value of an option that has to be known though the arguments are not, or cannot be, parsed.
 */
final class TypedOption {
  private TypedOption() {}

  /** The last one counts. */
  static Optional<String> value(String option, String... arguments) {
    Optional<String> value = Optional.empty();
    for (int i = 0; i < arguments.length; i++) {
      if (arguments[i].startsWith(option + "=")) {
        value = Optional.of(arguments[i].substring(option.length() + 1));
      } else if (arguments[i].equals(option) && i + 1 < arguments.length) {
        value = Optional.of(arguments[i + 1]);
      }
    }
    return value;
  }
}
