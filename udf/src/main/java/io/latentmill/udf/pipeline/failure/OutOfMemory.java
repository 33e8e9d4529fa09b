package io.latentmill.udf.pipeline.failure;

import java.util.Optional;
import java.util.regex.Pattern;

/** Tells a device's lack of memory from other failures of the engine, by what each part says. */
public final class OutOfMemory {
  /**
   * CUDA's allocator, the CPU's, the C++ library's, oneDNN's, JDK's for the buffers of transfers.
   * oneDNN says no more than this when memory lacks; when shapes don't fit, it is the primitive's
   * descriptor that it could not create.
   */
  private static final Pattern SIGNS =
      Pattern.compile(
          "out of memory|can't allocate memory|bad_alloc|alloc_failed|direct buffer memory"
              + "|could not create a primitive(?! descriptor)",
          Pattern.CASE_INSENSITIVE);

  private OutOfMemory() {}

  /** Whether a failure is a lack of memory. */
  public static boolean is(Throwable failure) {
    return line(failure).isPresent();
  }

  /** The line that says so: a script's failure begins with where in the script it was. */
  static Optional<String> line(Throwable failure) {
    return String.valueOf(failure.getMessage())
        .lines()
        .map(String::strip)
        .filter(line -> SIGNS.matcher(line).find())
        .findFirst();
  }
}
