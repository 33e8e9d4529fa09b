package io.latentmill.job.plan;

import org.apache.spark.sql.SparkSession;

/** One small Spark for all tests of this JVM. */
public final class TestSession {
  public static final SparkSession SPARK =
      SparkSession.builder()
          .master("local[2]")
          .appName("plan tests")
          .config("spark.ui.enabled", false)
          // Small tables: compiling queries takes longer than running them.
          .config("spark.sql.codegen.wholeStage", false)
          .config("spark.sql.shuffle.partitions", 3)
          .config("spark.sql.adaptive.enabled", false)
          .config("spark.sql.warehouse.dir", "target/spark-warehouse")
          .config("spark.driver.bindAddress", "127.0.0.1")
          .config("spark.driver.host", "127.0.0.1")
          .getOrCreate();

  static {
    SPARK.sparkContext().setLogLevel("ERROR");
  }

  private TestSession() {}
}
