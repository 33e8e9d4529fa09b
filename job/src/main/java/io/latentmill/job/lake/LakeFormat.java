package io.latentmill.job.lake;

import io.latentmill.udf.request.Labels;
import io.latentmill.udf.request.LatentmillException;
import java.util.Locale;
import java.util.Map;

/** A lakehouse format, used through its own data source when its jar is on the class path. */
public enum LakeFormat {
  /** Delta Lake. Its reader leaves out rows deleted in place only if its extension is there. */
  DELTA(
      "a Delta table",
      "org.apache.spark.sql.delta.sources.DeltaDataSource",
      "io.delta:delta-spark_2.12:3.3.2",
      Map.of(
          "spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension",
          "spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog")),
  /** Apache Iceberg. */
  ICEBERG(
      "an Iceberg table",
      "org.apache.iceberg.spark.source.IcebergSource",
      "org.apache.iceberg:iceberg-spark-runtime-3.5_2.12:1.9.2",
      Map.of());

  private final String title;
  private final String source;
  private final String artifact;
  private final Map<String, String> startSettings;

  LakeFormat(String title, String source, String artifact, Map<String, String> startSettings) {
    this.title = title;
    this.source = source;
    this.artifact = artifact;
    this.startSettings = startSettings;
  }

  /** The name on the command line. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** For messages, with its article. */
  public String title() {
    return title;
  }

  /** The class of its data source. */
  public String source() {
    return source;
  }

  /** The jar that has it, as {@code --packages} takes it. */
  public String artifact() {
    return artifact;
  }

  /** What a Spark session has to be started with. */
  public Map<String, String> startSettings() {
    return startSettings;
  }

  /**
   * Whether its jar is there.
   *
   * @param classes where Spark finds its data sources
   */
  public boolean isOn(ClassLoader classes) {
    try {
      Class.forName(source, false, classes);
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  /**
   * The format of that name.
   *
   * @throws LatentmillException (user) naming the value and all formats
   */
  public static LakeFormat ofLabel(String label) {
    return Labels.require("table format", values(), LakeFormat::label, label);
  }
}
