package io.latentmill.job.plan;

import java.io.Serializable;
import java.util.Comparator;
import org.apache.spark.Partitioner;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import scala.Tuple2;

/** Lays a chunk's rows out as one partition for each shard. */
final class ShardPartitions extends Partitioner {
  private static final long serialVersionUID = 1L;
  private static final Comparator<Place> IN_PLAN_ORDER =
      (Comparator<Place> & Serializable) Place::compare;

  /** Where a row stands. */
  private record Place(int shard, long batch, int slot) implements Serializable {
    static int compare(Place one, Place other) {
      int byBatch = Long.compare(one.batch(), other.batch());
      return byBatch != 0 ? byBatch : Integer.compare(one.slot(), other.slot());
    }
  }

  private final int firstShard;
  private final int shards;

  private ShardPartitions(int firstShard, int shards) {
    this.firstShard = firstShard;
    this.shards = shards;
  }

  static JavaRDD<Row> of(Dataset<Row> rows, ChunkPlan chunk) {
    return rows.toJavaRDD()
        .mapToPair(row -> new Tuple2<>(place(row), row))
        .repartitionAndSortWithinPartitions(
            new ShardPartitions(chunk.firstShard(), chunk.shards()), IN_PLAN_ORDER)
        .values();
  }

  private static Place place(Row row) {
    return new Place(
        row.<Integer>getAs(PlanColumns.SHARD),
        row.<Long>getAs(PlanColumns.BATCH),
        row.<Integer>getAs(PlanColumns.SLOT));
  }

  @Override
  public int numPartitions() {
    return shards;
  }

  @Override
  public int getPartition(Object place) {
    return ((Place) place).shard() - firstShard;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ShardPartitions it
        && it.firstShard == firstShard
        && it.shards == shards;
  }

  @Override
  public int hashCode() {
    return 31 * firstShard + shards;
  }
}
