package io.latentmill.job.sink.table;

import io.latentmill.udf.request.Labels;
import io.latentmill.udf.request.LatentmillException;
import java.util.Locale;
import java.util.Map;

/** Table formats whose Spark writer is used when its jar is on the class path. */
public enum TableFormat {
  /** Delta Lake. */
  DELTA(
      "org.apache.spark.sql.delta.sources.DeltaDataSource",
      "io.delta:delta-spark_2.12:3.3.2",
      Map.of(
          "spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension",
          "spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog",
          "spark.sql.parquet.datetimeRebaseModeInWrite", "CORRECTED")),
  /** Apache Iceberg. */
  ICEBERG(
      "org.apache.iceberg.spark.SparkCatalog",
      "org.apache.iceberg:iceberg-spark-runtime-3.5_2.12:1.9.2",
      Map.of());

  private final String writer;
  private final String artifact;
  private final Map<String, String> sessionSettings;

  TableFormat(String writer, String artifact, Map<String, String> sessionSettings) {
    this.writer = writer;
    this.artifact = artifact;
    this.sessionSettings = sessionSettings;
  }

  /** The name on the command line. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What the Spark session has to be built with. */
  public Map<String, String> sessionSettings() {
    return sessionSettings;
  }

  /**
   * Checked before any work.
   *
   * @param classes where Spark finds its data sources
   * @throws LatentmillException (user) saying how to add the jar
   */
  public void requireOn(ClassLoader classes) {
    try {
      Class.forName(writer, false, classes);
    } catch (ClassNotFoundException e) {
      throw LatentmillException.user(
          "Cannot write --table %s: %s is not on the class path; add --packages %s",
          label(), writer, artifact);
    }
  }

  /**
   * The format of that name.
   *
   * @throws LatentmillException (user) naming the value and all formats
   */
  public static TableFormat ofLabel(String label) {
    return Labels.require("table format", values(), TableFormat::label, label);
  }
}
