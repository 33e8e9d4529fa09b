package io.latentmill.job.run;

import io.latentmill.udf.bits.ProgramVersion;
import io.latentmill.udf.pipeline.ParametersText;
import io.latentmill.udf.pipeline.load.PipelineSpec;
import java.io.Serializable;

/**
 * A model as tasks need it.
 *
 * @param parameters as they are written into its images
 */
record TaskModel(PipelineSpec pipeline, ParametersText parameters) implements Serializable {
  static TaskModel of(PipelineSpec pipeline, ModelFacts model) {
    return new TaskModel(
        pipeline,
        new ParametersText(model.scheduler(), model.name(), model.sha256(), ProgramVersion.TEXT));
  }
}
