package io.latentmill.udf.pipeline;

/** The engine's messages run over many lines; metadata takes the first that says something. */
final class OneLine {
  private OneLine() {}

  static String of(Throwable failure) {
    return String.valueOf(failure.getMessage())
        .lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .findFirst()
        .orElse(failure.getClass().getSimpleName());
  }
}
