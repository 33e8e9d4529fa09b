package io.latentmill.job.plan;

/**
 * Where a plan ends: the numbers that its next increment starts with.
 *
 * @param chunks how many are planned
 * @param shards likewise
 * @param batches likewise
 */
public record PlanEnd(int chunks, int shards, long batches) {
  /** Of a plan without any rows. */
  public static final PlanEnd NOTHING = new PlanEnd(0, 0, 0);
}
