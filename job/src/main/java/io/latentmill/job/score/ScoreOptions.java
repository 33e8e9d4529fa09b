package io.latentmill.job.score;

import io.latentmill.job.run.RunOptions.DeviceChoice;
import io.latentmill.udf.scores.ScorerSpec;
import java.io.Serializable;

/**
 * What {@code score} was asked for.
 *
 * @param input a Parquet table with a column {@code image}, or a folder of images
 * @param output a folder that is not there yet
 * @param models that score
 * @param embeddings whether to keep CLIP's embeddings
 * @param device that they run on
 * @param batchSize images at once
 */
public record ScoreOptions(
    String input,
    String output,
    ScorerSpec models,
    boolean embeddings,
    DeviceChoice device,
    int batchSize)
    implements Serializable {}
