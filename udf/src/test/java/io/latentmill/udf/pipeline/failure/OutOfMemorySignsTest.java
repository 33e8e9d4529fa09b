package io.latentmill.udf.pipeline.failure;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.EngineException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the engine says of a full device, and what of shapes. */
class OutOfMemorySignsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "true  | CUDA out of memory. Tried to allocate 2.00 GiB",
        "true  | RuntimeError: could not create a primitive",
        "false | could not create a primitive descriptor for a convolution forward propagation primitive",
        "false | mat1 and mat2 shapes cannot be multiplied (77x32 and 48x16)",
        "false | Given groups=1, weight of size [16, 5, 3, 3], expected input[2, 4, 16, 16] to have 5 channels",
      })
  void anErrorAboutShapesIsNoFullDevice(boolean full, String line) {
    EngineException thrown =
        new EngineException(
            "The following operation failed in the TorchScript interpreter.\n" + line);
    assertThat(OutOfMemory.is(thrown)).isEqualTo(full);
  }
}
