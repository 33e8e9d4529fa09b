package io.latentmill.udf.pipeline;

/** Tells a device's lack of memory from other failures of the engine. */
final class OutOfMemory {
  private OutOfMemory() {}

  static boolean is(Throwable failure) {
    String message = String.valueOf(failure.getMessage()).toLowerCase(java.util.Locale.ROOT);
    return message.contains("out of memory") || message.contains("can't allocate memory");
  }
}
