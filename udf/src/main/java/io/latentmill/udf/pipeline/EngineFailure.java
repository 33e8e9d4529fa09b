package io.latentmill.udf.pipeline;

import io.latentmill.udf.request.FailureKind;
import io.latentmill.udf.request.LatentmillException;

/** What the engine throws, as the failure of the rows it concerns. */
final class EngineFailure {
  private EngineFailure() {}

  static LatentmillException of(Throwable thrown) {
    return OutOfMemory.line(thrown)
        .map(
            line ->
                new LatentmillException(
                    FailureKind.RESOURCE, "device out of memory: " + line, thrown))
        .orElseGet(() -> new LatentmillException(FailureKind.INTERNAL, OneLine.of(thrown), thrown));
  }
}
