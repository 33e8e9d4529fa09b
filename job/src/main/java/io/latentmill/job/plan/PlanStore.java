package io.latentmill.job.plan;

import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;

import io.latentmill.udf.request.FailureKind;
import io.latentmill.udf.request.LatentmillException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Stores a draft in a directory of its own. Nothing is visible by that: the ledger names the
 * directory when it is complete.
 *
 * <pre>
 * DIRECTORY/rows/_part=N/part-….parquet   32 chunks each, rows in plan order
 * DIRECTORY/retired/part-….parquet        rows of earlier increments that these take the place of
 * DIRECTORY/summary.json                  chunks, schema, batch size
 * </pre>
 */
public final class PlanStore {
  static final String ROWS = "rows";

  /** Partition column: which group of chunks a row's file belongs to. */
  static final String PART = "_part";

  /** Few enough that a chunk's reader skips little, enough that millions of rows are few files. */
  static final int CHUNKS_PER_PART = 32;

  /** No two rows have these in common: a dictionary would be built in vain. */
  private static final Map<String, String> WITHOUT_DICTIONARY =
      Stream.of("id", PlanColumns.SOURCE, PlanColumns.DIGEST)
          .collect(Collectors.toMap(name -> "parquet.enable.dictionary#" + name, name -> "false"));

  private PlanStore() {}

  /**
   * Stores a draft.
   *
   * @param directory which must not exist
   * @return what the ledger needs to make it visible
   * @throws LatentmillException (internal) if what was stored is not what was drafted
   */
  public static PlanBody write(PlanDraft draft, Path directory) throws IOException {
    Dataset<Row> placed = draft.placed();
    SparkSession spark = placed.sparkSession();
    String rows = new Path(directory, ROWS).toString();
    placed
        .withColumn(PART, expr("%s div %d".formatted(PlanColumns.CHUNK, CHUNKS_PER_PART)))
        .sortWithinPartitions(PART, PlanColumns.BATCH, PlanColumns.SLOT)
        .write()
        .option("mapreduce.fileoutputcommitter.marksuccessfuljobs", "false")
        .options(WITHOUT_DICTIONARY)
        .partitionBy(PART)
        .parquet(rows);
    Map<Integer, Long> retired = RetiredRows.counts(draft.retired());
    if (!retired.isEmpty()) {
      RetiredRows.write(draft.retired(), directory);
    }
    PlanSummary summary =
        new PlanSummary(
            draft.end(),
            placed.schema().json(),
            chunks(spark, placed.schema(), rows),
            draft.batchSize(),
            retired);
    check(draft, summary);
    Configuration configuration = spark.sessionState().newHadoopConf();
    summary.write(directory, configuration);
    return body(draft, summary, PlanFiles.list(spark, directory));
  }

  private static List<ChunkPlan> chunks(SparkSession spark, StructType schema, String rows) {
    return spark
        .read()
        .schema(schema)
        .parquet(rows)
        .groupBy(PlanColumns.CHUNK)
        .agg(
            count(lit(1)),
            min(PlanColumns.SHARD),
            max(PlanColumns.SHARD),
            min(PlanColumns.BATCH),
            max(PlanColumns.BATCH))
        .sort(PlanColumns.CHUNK)
        .collectAsList()
        .stream()
        .map(PlanStore::chunk)
        .toList();
  }

  private static ChunkPlan chunk(Row row) {
    return new ChunkPlan(
        row.getInt(0),
        row.getLong(1),
        row.getInt(2),
        row.getInt(3) - row.getInt(2) + 1,
        row.getLong(4),
        row.getLong(5) - row.getLong(4) + 1);
  }

  /** Numbering and totals are worked out apart; rows that went astray show here. */
  private static void check(PlanDraft draft, PlanSummary summary) {
    PlanEnd end = draft.before();
    for (ChunkPlan chunk : summary.chunks()) {
      boolean follows =
          chunk.chunk() == end.chunks()
              && chunk.firstShard() == end.shards()
              && chunk.firstBatch() == end.batches();
      if (!follows) {
        throw inconsistent("chunk %s does not follow %s".formatted(chunk, end));
      }
      end =
          new PlanEnd(
              end.chunks() + 1, end.shards() + chunk.shards(), end.batches() + chunk.batches());
    }
    long rows = summary.chunks().stream().mapToLong(ChunkPlan::rows).sum();
    if (!end.equals(draft.end()) || rows != draft.images()) {
      throw inconsistent(
          "%s with %d rows, drafted %s with %d".formatted(end, rows, draft.end(), draft.images()));
    }
  }

  private static LatentmillException inconsistent(String detail) {
    return new LatentmillException(
        FailureKind.INTERNAL, "Stored plan differs from its draft: " + detail);
  }

  private static PlanBody body(PlanDraft draft, PlanSummary summary, List<PlanBody.File> files) {
    Map<String, String> details = new TreeMap<>();
    details.put("shards", String.valueOf(summary.end().shards() - draft.before().shards()));
    details.put("batches", String.valueOf(summary.end().batches() - draft.before().batches()));
    details.put("changed-rows", String.valueOf(draft.changed()));
    return new PlanBody(
        draft.before().chunks(), summary.chunks().size(), draft.images(), files, details);
  }

  /** The schema with the partition column that Spark reads from directory names. */
  static StructType stored(StructType schema) {
    return schema.add(PART, DataTypes.LongType);
  }
}
