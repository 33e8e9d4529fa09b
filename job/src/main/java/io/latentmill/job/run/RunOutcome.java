package io.latentmill.job.run;

/**
 * How a finished run ended.
 *
 * @param generated rows with an image in the whole output
 * @param failed rows without
 * @param newlyGenerated rows that this run made
 * @param newlyFailed rows that failed in this run
 */
public record RunOutcome(long generated, long failed, long newlyGenerated, long newlyFailed) {}
