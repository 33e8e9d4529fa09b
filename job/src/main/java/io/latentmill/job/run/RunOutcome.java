package io.latentmill.job.run;

/**
 * How a finished run ended.
 *
 * @param generated rows with an image in the whole output
 * @param failed rows without
 */
public record RunOutcome(long generated, long failed) {}
