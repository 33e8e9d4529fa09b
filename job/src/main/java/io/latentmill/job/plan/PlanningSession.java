package io.latentmill.job.plan;

import io.latentmill.job.plan.table.SourceTable;
import org.apache.spark.sql.SparkSession;
import scala.collection.JavaConverters;

/**
 * A session of its own for planning, with the caller's settings but for a few. Adaptive execution
 * is off and the number of tasks fits the table from the start: a plan is a chain of some twenty
 * small stages; to plan each query anew after every stage, and to describe it anew, takes far
 * longer than to run it. The buckets' and the numbered ids' sizes, which are what joins depend on,
 * are known before they are joined.
 */
final class PlanningSession {
  private static final int TASKS_PER_SPLIT = 8;
  private static final long MOST_TASKS = 4096;

  private PlanningSession() {}

  static SparkSession of(SparkSession caller) {
    SparkSession session = caller.newSession();
    JavaConverters.mapAsJavaMap(caller.conf().getAll())
        .forEach(
            (key, value) -> {
              if (session.conf().isModifiable(key)) {
                session.conf().set(key, value);
              }
            });
    session.conf().set("spark.sql.adaptive.enabled", false);
    // What pandas writes for a time: Spark has no type for it and would refuse the whole table.
    session.conf().set("spark.sql.legacy.parquet.nanosAsLong", true);
    // Kept rows are read once or twice: to look for the best code of every column costs more.
    session.conf().set("spark.sql.inMemoryColumnarStorage.compressed", false);
    return session;
  }

  /** Sets the number of tasks by the size of a table that the session reads. */
  static void fit(SparkSession session, SourceTable table) {
    double bytes = table.rows().queryExecution().optimizedPlan().stats().sizeInBytes().toDouble();
    double split = session.sessionState().conf().filesMaxPartitionBytes();
    long wanted = (long) Math.ceil(TASKS_PER_SPLIT * bytes / split);
    long tasks =
        Math.max(session.sparkContext().defaultParallelism(), Math.min(wanted, MOST_TASKS));
    session.conf().set("spark.sql.shuffle.partitions", tasks);
  }
}
