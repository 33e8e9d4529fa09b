package io.latentmill.job.train;

import io.latentmill.udf.pipeline.load.PipelineSpec;
import io.latentmill.udf.training.adapter.AdapterSettings;
import io.latentmill.udf.training.adapter.Samples;
import java.io.Serializable;

/**
 * What every task of a training run needs to know; travels to the executors.
 *
 * @param output the run's folder
 * @param modelName as people call the base model
 */
record TaskSettings(
    String output,
    PipelineSpec pipeline,
    String modelName,
    boolean cpuOnly,
    int threads,
    AdapterSettings settings,
    int checkpointSteps,
    Samples samples)
    implements Serializable {}
