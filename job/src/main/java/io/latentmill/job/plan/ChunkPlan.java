package io.latentmill.job.plan;

/**
 * One chunk of a plan.
 *
 * @param chunk its number
 * @param rows how many it has
 * @param firstShard its shards are numbered on from here
 * @param shards how many shards it has
 * @param firstBatch its batches are numbered on from here
 * @param batches how many batches it has
 */
public record ChunkPlan(
    int chunk, long rows, int firstShard, int shards, long firstBatch, long batches) {
  ChunkPlan withRows(long left) {
    return new ChunkPlan(chunk, left, firstShard, shards, firstBatch, batches);
  }
}
