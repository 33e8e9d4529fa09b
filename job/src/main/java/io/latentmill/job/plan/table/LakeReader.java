package io.latentmill.job.plan.table;

import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.monotonically_increasing_id;

import io.latentmill.job.failure.RootCause;
import io.latentmill.job.lake.LakeFormat;
import io.latentmill.udf.request.FailureKind;
import io.latentmill.udf.request.LatentmillException;
import java.util.Map;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import scala.Option;

/**
 * Reads prompt tables of lakehouse formats. What counts of such a table stands in its log: its
 * folder also holds files of rows that were deleted or replaced, and whoever reads all files brings
 * them back.
 */
enum LakeReader {
  DELTA(LakeFormat.DELTA, Map.of()) {
    @Override
    Column path(Dataset<Row> rows) {
      return rows.metadataColumn("_metadata").getField("file_path");
    }

    @Override
    Column block(Dataset<Row> rows) {
      return rows.metadataColumn("_metadata").getField("file_block_start");
    }

    /** Not all of its tables count the rows of a file; a split is read in order. */
    @Override
    Column index(Dataset<Row> rows) {
      return monotonically_increasing_id();
    }
  },
  ICEBERG(
      LakeFormat.ICEBERG,
      // Through this catalog Iceberg opens folders; by itself it would ask a Hive metastore.
      Map.of(
          "spark.sql.catalog.default_iceberg", "org.apache.iceberg.spark.SparkCatalog",
          "spark.sql.catalog.default_iceberg.type", "hadoop",
          "spark.sql.catalog.default_iceberg.warehouse", "latentmill-opens-folders-only")) {
    @Override
    Column path(Dataset<Row> rows) {
      return rows.metadataColumn("_file");
    }

    @Override
    Column block(Dataset<Row> rows) {
      return lit(0L);
    }

    @Override
    Column index(Dataset<Row> rows) {
      return rows.metadataColumn("_pos");
    }
  };

  private final LakeFormat format;
  private final Map<String, String> settings;

  LakeReader(LakeFormat format, Map<String, String> settings) {
    this.format = format;
    this.settings = settings;
  }

  /** What is read. */
  LakeFormat format() {
    return format;
  }

  /** The data file that a row lies in. */
  abstract Column path(Dataset<Row> rows);

  /** Where in the file the split starts within which {@link #index} counts. */
  abstract Column block(Dataset<Row> rows);

  /** A row's place in its split. */
  abstract Column index(Dataset<Row> rows);

  /**
   * Reads a table's present rows through the format's own reader.
   *
   * @param table for messages, as the user wrote it
   * @param folder of the table
   * @return the table's columns, then {@link TableOrder#PATH}, {@link TableOrder#BLOCK}, {@link
   *     TableOrder#INDEX}
   * @throws LatentmillException (user) saying how to add the reader, or what is wrong with the
   *     table
   */
  Dataset<Row> read(SparkSession spark, String table, String folder) {
    requireReader(table, Thread.currentThread().getContextClassLoader());
    settings.forEach(
        (key, value) -> {
          if (spark.conf().getOption(key).isEmpty()) {
            spark.conf().set(key, value);
          }
        });
    try {
      Dataset<Row> rows = load(spark, folder);
      return rows.withColumn(TableOrder.PATH, path(rows))
          .withColumn(TableOrder.BLOCK, block(rows))
          .withColumn(TableOrder.INDEX, index(rows));
    } catch (Exception e) {
      // Scala does not declare what it throws.
      if (e instanceof AnalysisException || e instanceof RuntimeException) {
        throw new LatentmillException(
            FailureKind.USER,
            "Cannot read prompt table %s as %s: %s"
                .formatted(table, format.title(), RootCause.firstLine(e)),
            e);
      }
      throw e;
    }
  }

  /** Iceberg takes its settings from the thread's session, whichever was asked to read. */
  private Dataset<Row> load(SparkSession spark, String folder) {
    Option<SparkSession> active = SparkSession.getActiveSession();
    SparkSession.setActiveSession(spark);
    try {
      return spark.read().format(format.source()).load(folder);
    } finally {
      if (active.isDefined()) {
        SparkSession.setActiveSession(active.get());
      } else {
        SparkSession.clearActiveSession();
      }
    }
  }

  /**
   * Checked before any row is read.
   *
   * @param classes where Spark finds its data sources
   */
  void requireReader(String table, ClassLoader classes) {
    if (!format.isOn(classes)) {
      throw LatentmillException.user(
          "Cannot read prompt table %s: it is %s, in whose folder deleted rows lie too; add its"
              + " reader with --packages %s",
          table, format.title(), format.artifact());
    }
  }
}
