package io.latentmill.job.sink;

import java.time.Instant;

/**
 * What differs from run to run about a row; kept out of the data, whose bytes are to be equal.
 *
 * @param id the row
 * @param batchMillis how long the row's batch took on the device
 * @param batchRows how many rows shared that batch
 * @param encodeMillis how long encoding the image took
 * @param device {@code cpu}, {@code cuda:0}
 * @param executor Spark's executor id
 * @param attempt the chunk attempt and the task's attempt number: {@code 000003-7.1/0}
 * @param batchHalvings how often the batch was halved for lack of memory
 * @param pipelineLoads how often the executor had loaded a pipeline by then: once for every device
 *     and model, whatever the number of tasks
 * @param createdAt when the image was there
 */
public record Telemetry(
    String id,
    double batchMillis,
    int batchRows,
    double encodeMillis,
    String device,
    String executor,
    String attempt,
    int batchHalvings,
    long pipelineLoads,
    Instant createdAt) {}
