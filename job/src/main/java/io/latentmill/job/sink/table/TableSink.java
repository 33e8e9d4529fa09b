package io.latentmill.job.sink.table;

import io.latentmill.job.lake.LakeFormat;
import io.latentmill.job.ledger.Manifest;
import io.latentmill.job.sink.MetadataFiles;
import io.latentmill.udf.request.LatentmillException;
import java.util.HashMap;
import java.util.Map;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.AnsiIntervalType;
import org.apache.spark.sql.types.StructField;

/**
 * Writes all rows' metadata, without images and latents, as a table under {@code table/} in the
 * output: {@code table/delta}, {@code table/iceberg}. Both formats replace a table's content in one
 * commit of their own, so a reader sees the last finished run or this one.
 */
public final class TableSink {
  /** The tables' folder, relative to the output. */
  public static final String FOLDER = "table";

  private static final String CATALOG = "latentmill";

  private final SparkSession spark;
  private final Path output;

  public TableSink(SparkSession spark, Path output) {
    this.spark = spark;
    this.output = output;
  }

  /** What a Spark session has to be started with that is to write a format. */
  public static Map<String, String> startSettings(LakeFormat format) {
    Map<String, String> settings = new HashMap<>(format.startSettings());
    if (format == LakeFormat.DELTA) {
      settings.put("spark.sql.parquet.datetimeRebaseModeInWrite", "CORRECTED");
    }
    return settings;
  }

  /**
   * Checked before any work.
   *
   * @param classes where Spark finds its data sources
   * @throws LatentmillException (user) saying how to add the jar
   */
  public static void requireWriter(LakeFormat format, ClassLoader classes) {
    if (!format.isOn(classes)) {
      throw LatentmillException.user(
          "Cannot write --table %s: %s is not on the class path; add --packages %s",
          format.label(), format.source(), format.artifact());
    }
  }

  /**
   * Replaces the table's content.
   *
   * @param manifests of all committed chunks
   */
  public void write(LakeFormat format, Iterable<Manifest> manifests) {
    Dataset<Row> rows = rows(manifests);
    switch (format) {
      case DELTA -> writeDelta(rows);
      case ICEBERG -> writeIceberg(rows);
    }
  }

  private Dataset<Row> rows(Iterable<Manifest> manifests) {
    Dataset<Row> rows =
        spark
            .read()
            .parquet(
                MetadataFiles.of(manifests).stream()
                    .map(path -> new Path(output, path).toString())
                    .toArray(String[]::new));
    if (rows.schema().getFieldIndex("image").isDefined()) {
      rows = rows.withColumn("image", functions.col("image.path"));
      rows = rows.withColumnRenamed("image", "file_name");
    }
    return withoutIntervals(rows.drop("latents"));
  }

  /** Neither format has intervals: they become text. */
  private static Dataset<Row> withoutIntervals(Dataset<Row> rows) {
    Dataset<Row> plain = rows;
    for (StructField field : rows.schema().fields()) {
      if (field.dataType() instanceof AnsiIntervalType) {
        plain = plain.withColumn(field.name(), plain.col(field.name()).cast("string"));
      }
    }
    return plain;
  }

  private void writeDelta(Dataset<Row> rows) {
    rows.write()
        .format("delta")
        .mode(SaveMode.Overwrite)
        .option("overwriteSchema", "true")
        .save(new Path(output, FOLDER + "/delta").toString());
  }

  /** Through a catalog of its own that keeps tables in folders, next to the data. */
  private void writeIceberg(Dataset<Row> rows) {
    String catalog = "spark.sql.catalog." + CATALOG;
    spark.conf().set(catalog, "org.apache.iceberg.spark.SparkCatalog");
    spark.conf().set(catalog + ".type", "hadoop");
    spark.conf().set(catalog + ".warehouse", new Path(output, FOLDER).toString());
    rows.writeTo(CATALOG + ".iceberg").using("iceberg").createOrReplace();
  }
}
