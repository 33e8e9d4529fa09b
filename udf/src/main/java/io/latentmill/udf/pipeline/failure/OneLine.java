package io.latentmill.udf.pipeline.failure;

import java.util.List;

/**
 * The engine's messages run over many lines; metadata takes the one that says most: of a script's
 * failure the error, which comes after where in the script it was, else the first.
 */
public final class OneLine {
  private static final String SCRIPT_ERROR = "RuntimeError: ";

  private OneLine() {}

  /** The line of a failure's message that says most, else the name of its class. */
  public static String of(Throwable failure) {
    List<String> lines =
        String.valueOf(failure.getMessage())
            .lines()
            .map(String::strip)
            .filter(line -> !line.isEmpty())
            .toList();
    return lines.stream()
        .filter(line -> line.startsWith(SCRIPT_ERROR))
        .findFirst()
        .or(() -> lines.stream().findFirst())
        .orElse(failure.getClass().getSimpleName());
  }
}
