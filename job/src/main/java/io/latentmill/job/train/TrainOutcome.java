package io.latentmill.job.train;

/**
 * How a training run ended.
 *
 * @param trained adapters of the table
 * @param failed the others
 */
public record TrainOutcome(int trained, int failed) {}
