package io.latentmill.job.plan;

import java.util.List;

/**
 * What a plan or its next increment amounts to, for {@code plan} to print.
 *
 * @param rows new rows of the table
 * @param images output rows that these make
 * @param invalid images among them that fail without being generated
 * @param reasons the most frequent reasons, first the most frequent
 * @param bucketCount how many buckets of valid rows there are
 * @param buckets the largest of them, first the largest
 * @param chunks new chunks
 * @param shards new shards
 * @param batches new batches
 * @param bytes estimated output
 * @param deviceHours estimated time of one device
 * @param changed rows whose parameters differ from those planned under their ids
 * @param changedExamples some of their ids
 */
public record PlanReport(
    long rows,
    long images,
    long invalid,
    List<Share> reasons,
    long bucketCount,
    List<Share> buckets,
    int chunks,
    int shards,
    long batches,
    long bytes,
    double deviceHours,
    long changed,
    List<String> changedExamples) {
  public PlanReport {
    reasons = List.copyOf(reasons);
    buckets = List.copyOf(buckets);
    changedExamples = List.copyOf(changedExamples);
  }

  /**
   * Images that have something in common.
   *
   * @param what they share: a reason or a bucket
   * @param images how many
   */
  public record Share(String what, long images) {}
}
