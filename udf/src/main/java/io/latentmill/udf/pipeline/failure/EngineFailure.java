package io.latentmill.udf.pipeline.failure;

import io.latentmill.udf.request.FailureKind;
import io.latentmill.udf.request.LatentmillException;

/** What the engine throws, as the failure of the rows it concerns. */
public final class EngineFailure {
  private EngineFailure() {}

  /** A lack of memory as a matter of resources, all else as ours. */
  public static LatentmillException of(Throwable thrown) {
    return OutOfMemory.line(thrown)
        .map(
            line ->
                new LatentmillException(
                    FailureKind.RESOURCE, "device out of memory: " + line, thrown))
        .orElseGet(() -> new LatentmillException(FailureKind.INTERNAL, OneLine.of(thrown), thrown));
  }
}
