package io.latentmill.job.report;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;

import io.latentmill.job.ledger.DataFile;
import io.latentmill.job.ledger.Manifest;
import io.latentmill.job.ledger.RowCounts;
import io.latentmill.job.report.ReportFacts.DeviceRate;
import io.latentmill.job.report.ReportFacts.Distribution;
import io.latentmill.job.report.ReportFacts.Failure;
import io.latentmill.job.report.ReportFacts.Model;
import io.latentmill.job.report.ReportFacts.Share;
import io.latentmill.job.sink.MetadataFiles;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Collects what the report shows from a committed output: counts from the manifests, distributions
 * by Spark from the metadata's columns (images are not read), a few images from a few shards.
 */
public final class ReportCollector {
  static final String OWN_SAMPLER = "the checkpoint’s own";

  private static final int MOST_FREQUENT = 20;

  private final SparkSession spark;
  private final Path output;
  private final Iterable<Manifest> manifests;

  /**
   * A collector of one output.
   *
   * @param manifests of all committed chunks, in order; iterated several times
   */
  public ReportCollector(SparkSession spark, Path output, Iterable<Manifest> manifests) {
    this.spark = spark;
    this.output = output;
    this.manifests = manifests;
  }

  /**
   * The facts.
   *
   * @param settings of the run, by name, without credentials
   */
  public ReportFacts collect(Model model, Map<String, String> settings) throws IOException {
    RowCounts rows = RowCounts.NONE;
    long bytes = 0;
    for (Manifest manifest : manifests) {
      rows = rows.plus(manifest.rows());
      bytes += dataBytes(manifest);
    }
    boolean empty = rows.rows() == 0;
    return new ReportFacts(
        output.getName(),
        rows,
        bytes,
        model,
        settings,
        rows.failedRows() == 0 ? List.of() : failures(),
        empty ? List.of() : distributions(),
        empty ? List.of() : devices(),
        new Gallery(spark, output).tiles(manifests));
  }

  private static long dataBytes(Manifest manifest) {
    return manifest.outputs().stream()
        .filter(output -> output.directory().startsWith("data/"))
        .flatMap(output -> output.files().stream())
        .mapToLong(DataFile::bytes)
        .sum();
  }

  private Dataset<Row> read(List<String> paths) {
    return spark
        .read()
        .parquet(
            paths.stream().map(path -> new Path(output, path).toString()).toArray(String[]::new));
  }

  private Dataset<Row> metadata(String status) {
    return read(MetadataFiles.of(manifests)).where(col("status").equalTo(status));
  }

  private List<Failure> failures() {
    return metadata("failed")
        .groupBy("failure_kind", "message")
        .agg(count("*").as("rows"))
        .orderBy(col("rows").desc(), col("failure_kind"), col("message"))
        .limit(MOST_FREQUENT)
        .collectAsList()
        .stream()
        .map(row -> new Failure(row.getString(0), row.getString(1), row.getLong(2)))
        .toList();
  }

  private List<Distribution> distributions() {
    Dataset<Row> rows = metadata("generated").select("sampler", "width", "height", "flags").cache();
    try {
      return List.of(
          distribution("sampler", rows, coalesce(col("sampler"), lit(OWN_SAMPLER))),
          distribution("size", rows, concat(col("width"), lit(" × "), col("height"))),
          distribution("flag", rows, explode(col("flags"))));
    } finally {
      rows.unpersist();
    }
  }

  private static Distribution distribution(String name, Dataset<Row> rows, Column value) {
    return new Distribution(
        name,
        rows
            .select(value.as("value"))
            .groupBy("value")
            .agg(count("*").as("rows"))
            .orderBy(col("rows").desc(), col("value"))
            .limit(MOST_FREQUENT)
            .collectAsList()
            .stream()
            .map(row -> new Share(row.getString(0), row.getLong(1)))
            .toList());
  }

  /** A batch's time is shared by its rows, so that each row adds its part. */
  private List<DeviceRate> devices() {
    List<String> telemetry = MetadataFiles.telemetry(manifests);
    if (telemetry.isEmpty()) {
      return List.of();
    }
    return read(telemetry)
        .groupBy(concat(col("executor"), lit(" / "), col("device")).as("device"))
        .agg(count("*"), sum(col("batch_millis").divide(col("batch_rows"))))
        .orderBy("device")
        .collectAsList()
        .stream()
        .map(row -> new DeviceRate(row.getString(0), row.getLong(1), row.getDouble(2)))
        .toList();
  }
}
