package io.latentmill.job.train;

import io.latentmill.job.run.RunOptions.DeviceChoice;
import io.latentmill.udf.pipeline.load.PipelineSpec;
import io.latentmill.udf.training.adapter.DenoisingLossSettings;
import java.util.OptionalInt;

/**
 * What an evaluation is to do.
 *
 * @param examples a table or a folder of images, on any Hadoop FileSystem
 * @param output a folder that is not there yet
 * @param threads of an operation on the CPU; empty: an executor's cores
 */
public record EvaluateOptions(
    String examples,
    String output,
    PipelineSpec pipeline,
    DeviceChoice device,
    DenoisingLossSettings settings,
    OptionalInt threads) {}
