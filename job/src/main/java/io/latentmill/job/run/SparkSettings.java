package io.latentmill.job.run;

import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;

/**
 * What the program needs of Spark, whoever submits it and with whichever files. What the user has
 * set stays.
 */
public final class SparkSettings {
  private static final String PLUGINS = "spark.plugins";

  private static final Map<String, String> DEFAULTS =
      Map.of(
          "spark.app.name", "latentmill",
          // A row that kills its executor costs three attempts of its shard before it is found out,
          // and a shard may hold several: the usual 4 would end the run.
          // What throws is given up by our own TaskBudget.
          "spark.task.maxFailures", "64",
          // With an executor goes its share of the shuffle, which begins the stage again.
          "spark.stage.maxConsecutiveAttempts", "64",
          // Nor may such rows end the application, or keep healthy machines from work, and neither
          // may a machine where one executor after another fails its check.
          "spark.executor.maxNumFailures", "100000",
          "spark.excludeOnFailure.enabled", "false",
          // Java's streams keep all that went through since the last reset. A plan keeps blocks of
          // rows of up to 4 MiB: Spark's own 100 of them fill the heap.
          "spark.serializer.objectStreamReset", "10",
          // A second copy of a slow task wastes a device.
          "spark.speculation", "false",
          // A cancelled task that is stuck in native code keeps its device: its executor is ended.
          "spark.task.reaper.enabled", "true",
          "spark.task.reaper.killTimeout", "120s");

  private static final String CLOUD = "org.apache.spark.internal.io.cloud.";

  /** With Spark's own defaults: a key that is only left out comes back with the submission's. */
  private static final Map<String, String> COMMITTERS =
      Map.of(
          "spark.sql.sources.commitProtocolClass",
          "org.apache.spark.sql.execution.datasources.SQLHadoopMapReduceCommitProtocol",
          "spark.sql.parquet.output.committer.class",
          "org.apache.parquet.hadoop.ParquetOutputCommitter");

  private SparkSettings() {}

  /**
   * A copy of {@code conf} with all that is not set in it, with our plugin among its own, and
   * without committers of spark-hadoop-cloud where that is not there: our files name them for S3,
   * and a Spark without it would end at the first Parquet file, on a local disk too.
   *
   * @param classes where Spark finds its committers
   */
  public static SparkConf withDefaults(SparkConf conf, ClassLoader classes) {
    SparkConf all = conf.clone();
    DEFAULTS.forEach(all::setIfMissing);
    if (!isThere(CLOUD + "PathOutputCommitProtocol", classes)) {
      COMMITTERS.forEach(
          (key, ordinary) -> {
            if (all.get(key, "").startsWith(CLOUD)) {
              all.set(key, ordinary);
            }
          });
    }
    return all.set(PLUGINS, withOurs(conf.get(PLUGINS, "")));
  }

  private static boolean isThere(String name, ClassLoader classes) {
    try {
      Class.forName(name, false, classes);
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  private static String withOurs(String plugins) {
    return Stream.concat(
            Stream.of(plugins.split(",")).map(String::strip).filter(name -> !name.isEmpty()),
            Stream.of(LatentmillPlugin.class.getName()))
        .distinct()
        .collect(Collectors.joining(","));
  }
}
