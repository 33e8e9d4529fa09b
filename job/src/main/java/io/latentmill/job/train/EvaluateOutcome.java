package io.latentmill.job.train;

/**
 * What an evaluation came to.
 *
 * @param examples of the table
 * @param failed whose images could not be read
 */
public record EvaluateOutcome(long examples, long failed) {}
