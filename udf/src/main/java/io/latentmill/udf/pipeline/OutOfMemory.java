package io.latentmill.udf.pipeline;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Tells a device's lack of memory from other failures of the engine, by what each part says. */
final class OutOfMemory {
  /** CUDA's allocator, the CPU's, the C++ library's, JDK's for the buffers of transfers. */
  private static final List<String> SIGNS =
      List.of(
          "out of memory",
          "can't allocate memory",
          "bad_alloc",
          // oneDNN, which says no more; convolutions of a network that has run fail for this alone.
          "could not create a primitive",
          "alloc_failed",
          "direct buffer memory");

  private OutOfMemory() {}

  static boolean is(Throwable failure) {
    return line(failure).isPresent();
  }

  /** The line that says so: a script's failure begins with where in the script it was. */
  static Optional<String> line(Throwable failure) {
    return String.valueOf(failure.getMessage())
        .lines()
        .map(String::strip)
        .filter(line -> SIGNS.stream().anyMatch(line.toLowerCase(Locale.ROOT)::contains))
        .findFirst();
  }
}
