package io.latentmill.job.cluster;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/** A small program of the harness's own tests: tells what a submitted job sees, line by line. */
public final class ClusterProbe {
  private static final int TASKS = 8;

  private ClusterProbe() {}

  public static void main(String[] arguments) {
    try (SparkSession spark = SparkSession.builder().getOrCreate()) {
      switch (arguments[0]) {
        case "devices" -> devices(spark);
        case "s3" -> writeAndRead(spark, arguments[1]);
        case "sleep" -> sleep(spark);
        case "inspect" -> tellHowItWasCalled(spark, List.of(arguments));
        default -> throw new IllegalArgumentException("No such probe: " + arguments[0]);
      }
    }
    System.exit(3);
  }

  private static void tellHowItWasCalled(SparkSession spark, List<String> arguments) {
    System.out.println(spark.sparkContext().appName() + " on " + spark.sparkContext().master());
    System.out.println(arguments + " in " + Path.of("").toAbsolutePath());
    System.out.println("offline " + Boolean.getBoolean("ai.djl.offline"));
  }

  /** One line per executor: which GPU addresses its tasks were given. */
  private static void devices(SparkSession spark) {
    run(spark, task -> "executor %s has %s".formatted(SparkEnv.get().executorId(), gpus())).stream()
        .distinct()
        .sorted()
        .forEach(System.out::println);
  }

  private static void writeAndRead(SparkSession spark, String path) {
    spark.range(100_000).repartition(TASKS).write().parquet(path);
    System.out.println("rows " + spark.read().parquet(path).distinct().count());
  }

  /** Tasks that outlast any test. */
  private static void sleep(SparkSession spark) {
    System.out.println("sleeping");
    run(
        spark,
        task -> {
          Thread.sleep(1_000_000);
          return "";
        });
  }

  private static List<String> run(
      SparkSession spark, org.apache.spark.api.java.function.Function<Integer, String> task) {
    List<Integer> numbers = IntStream.range(0, TASKS).boxed().toList();
    return JavaSparkContext.fromSparkContext(spark.sparkContext())
        .parallelize(numbers, TASKS)
        .map(task)
        .collect();
  }

  /** Lets the other executor have its share of the tasks. */
  private static List<String> gpus() throws InterruptedException {
    Thread.sleep(200);
    return List.of(TaskContext.get().resourcesJMap().get("gpu").addresses());
  }
}
