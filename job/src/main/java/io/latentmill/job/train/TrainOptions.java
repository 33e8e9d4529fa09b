package io.latentmill.job.train;

import io.latentmill.job.run.RunOptions.DeviceChoice;
import io.latentmill.job.run.RunOptions.Exclusion;
import io.latentmill.udf.pipeline.load.PipelineSpec;
import io.latentmill.udf.request.LatentmillException;
import io.latentmill.udf.training.adapter.AdapterSettings;
import io.latentmill.udf.training.adapter.Samples;
import java.util.OptionalInt;

/**
 * What a training run is to do.
 *
 * @param examples a table or a folder of images, on any Hadoop FileSystem
 * @param output the folder of the adapters
 * @param settings of adapters whose rows say nothing else
 * @param checkpointSteps steps between checkpoints
 * @param samples drawn before training, at checkpoints and at the end
 * @param threads of an operation on the CPU; empty: an executor's cores
 */
public record TrainOptions(
    String examples,
    String output,
    PipelineSpec pipeline,
    DeviceChoice device,
    AdapterSettings settings,
    int checkpointSteps,
    Samples samples,
    Exclusion exclusion,
    OptionalInt threads) {
  public TrainOptions {
    if (checkpointSteps < 1) {
      throw LatentmillException.user("--checkpoint-steps %d is not positive", checkpointSteps);
    }
  }
}
