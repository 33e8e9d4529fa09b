package io.latentmill.udf.pipeline.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentmill.udf.pipeline.PipelineLoader;
import io.latentmill.udf.weights.Checkpoint;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;

class ModelDefaultsTest {
  @Test
  void theProgramsOwnArePinned() {
    assertThat(ModelDefaults.PROGRAM)
        .hasToString(
            "ModelDefaults[steps=30, guidanceScale=7.5, guidanceRescale=0.0, sampler=Optional.empty]");
  }

  @Test
  void theEmbeddedModelSetsItsOwnGuidance() {
    Checkpoint embedded = PipelineLoader.open(PipelineSpec.embedded(), new Configuration(false));
    assertThat(ModelDefaults.of(embedded))
        .hasToString(
            "ModelDefaults[steps=30, guidanceScale=3.0, guidanceRescale=0.0, sampler=Optional.empty]");
  }
}
