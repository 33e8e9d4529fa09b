package io.latentmill.job.train;

import org.apache.spark.sql.SparkSession;

/** How many cores an executor has. */
final class ExecutorCores {
  private ExecutorCores() {}

  static int of(SparkSession spark) {
    int here = Runtime.getRuntime().availableProcessors();
    return spark.sparkContext().getConf().getInt("spark.executor.cores", here);
  }
}
