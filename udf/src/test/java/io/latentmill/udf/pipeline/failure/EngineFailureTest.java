package io.latentmill.udf.pipeline.failure;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.EngineException;
import io.latentmill.udf.request.FailureKind;
import io.latentmill.udf.request.LatentmillException;
import org.junit.jupiter.api.Test;

class EngineFailureTest {
  private static final String TRACE =
      """
      The following operation failed in the TorchScript interpreter.
      Traceback of TorchScript, serialized code (most recent call last):
        File "code/__torch__/nn.py", line 40, in conv
      RuntimeError: %s
      """;

  @Test
  void lackOfMemoryIsTheDevices() {
    LatentmillException failure =
        EngineFailure.of(
            new EngineException(TRACE.formatted("CUDA out of memory. Tried to allocate 2.00 GiB")));

    assertThat(failure.kind()).isEqualTo(FailureKind.RESOURCE);
    assertThat(failure)
        .hasMessage(
            "device out of memory: RuntimeError: CUDA out of memory. Tried to allocate 2.00 GiB");
  }

  @Test
  void whatElseItThrowsIsOurs() {
    LatentmillException failure =
        EngineFailure.of(new EngineException(TRACE.formatted("shapes cannot be multiplied")));

    assertThat(failure.kind()).isEqualTo(FailureKind.INTERNAL);
    assertThat(failure).hasMessage("RuntimeError: shapes cannot be multiplied");
  }
}
