package io.latentmill.job.verify;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.input_file_name;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.regexp_extract;
import static org.apache.spark.sql.functions.sum;

import io.latentmill.job.ledger.LedgerView;
import io.latentmill.job.ledger.Manifest;
import io.latentmill.job.ledger.RowCounts;
import io.latentmill.job.plan.Plan;
import io.latentmill.job.sink.MetadataFiles;
import io.latentmill.udf.request.FailureKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Holds the rows of committed chunks against plan and manifests: ids exactly once, and as many of
 * each outcome as were counted.
 */
final class RowCheck {
  private static final int IDS_LISTED = 100;
  private static final String CHUNK = "chunk";
  private static final String CHUNK_IN_PATH = "/(\\d+)-\\d+\\.\\d+/[^/]+$";
  private static final StructType COLUMNS =
      new StructType()
          .add("id", DataTypes.StringType)
          .add("status", DataTypes.StringType)
          .add("failure_kind", DataTypes.StringType);

  private final SparkSession spark;
  private final Path output;
  private final Plan plan;
  private final Findings findings;

  RowCheck(SparkSession spark, Path output, Plan plan, Findings findings) {
    this.spark = spark;
    this.output = output;
    this.plan = plan;
    this.findings = findings;
  }

  /** Checks chunks whose files are as they were written. */
  void check(LedgerView view, Set<Integer> chunks) {
    if (!chunks.isEmpty()) {
      Dataset<Row> stored = stored(view, chunks);
      counts(view, chunks, stored);
      ids(chunks, stored);
    }
  }

  private Dataset<Row> stored(LedgerView view, Set<Integer> chunks) {
    List<String> paths = new ArrayList<>();
    for (Manifest manifest : view.eachManifest()) {
      if (chunks.contains(manifest.chunk())) {
        MetadataFiles.of(manifest).forEach(path -> paths.add(new Path(output, path).toString()));
      }
    }
    return spark
        .read()
        .schema(COLUMNS)
        .parquet(paths.toArray(String[]::new))
        .withColumn(CHUNK, regexp_extract(input_file_name(), CHUNK_IN_PATH, 1).cast("int"));
  }

  private void counts(LedgerView view, Set<Integer> chunks, Dataset<Row> stored) {
    Map<Integer, RowCounts> found = new HashMap<>();
    for (Row row : stored.groupBy(CHUNK, "status", "failure_kind").count().collectAsList()) {
      found.merge(row.getInt(0), counts(row), RowCounts::plus);
    }
    for (int chunk : chunks) {
      RowCounts counted = view.committedChunks().get(chunk).rows();
      RowCounts rows = found.getOrDefault(chunk, RowCounts.NONE);
      if (!rows.equals(counted)) {
        findings.add(
            "chunk %d has %s, its manifest says %s".formatted(chunk, text(rows), text(counted)));
      }
      long planned = plan.chunk(chunk).rows();
      if (counted.rows() != planned) {
        findings.add(
            "chunk %d has %d rows by its manifest, %d by the plan"
                .formatted(chunk, counted.rows(), planned));
      }
    }
  }

  private static RowCounts counts(Row row) {
    return row.getString(1).equals("generated")
        ? new RowCounts(row.getLong(3), Map.of())
        : new RowCounts(0, Map.of(FailureKind.ofLabel(row.getString(2)), row.getLong(3)));
  }

  private static String text(RowCounts counts) {
    return "%d generated and %d failed rows".formatted(counts.generated(), counts.failedRows());
  }

  private void ids(Set<Integer> chunks, Dataset<Row> stored) {
    List<Row> wrong =
        plan.ids(chunks)
            .select(col("id"), lit(1L).as("planned"), lit(0L).as("stored"))
            .unionAll(stored.select(col("id"), lit(0L), lit(1L)))
            .groupBy("id")
            .agg(sum("planned").as("planned"), sum("stored").as("stored"))
            .filter(col("planned").notEqual(1).or(col("stored").notEqual(1)))
            .sort("id")
            .limit(IDS_LISTED)
            .collectAsList();
    for (Row row : wrong) {
      findings.add(
          "id %s is planned %d times and stored %d times"
              .formatted(row.getString(0), row.getLong(1), row.getLong(2)));
    }
    if (wrong.size() == IDS_LISTED) {
      findings.add("only the first %d wrong ids are listed".formatted(IDS_LISTED));
    }
  }
}
