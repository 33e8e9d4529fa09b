package io.latentmill.job.plan;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.length;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.substring_index;

import io.latentmill.udf.request.LatentmillException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;

/**
 * The frozen plan: all visible increments. Increments may differ in their passthrough columns, so a
 * schema belongs to a chunk. Opening reads the summaries and lists the files, not the rows.
 */
public final class Plan {
  private record Increment(
      Path directory, Dataset<Row> rows, StructType schema, OptionalInt batchSize) {}

  private final SparkSession spark;
  private final TreeMap<Integer, ChunkPlan> chunks = new TreeMap<>();
  private final TreeMap<Integer, Increment> increments = new TreeMap<>();
  private final RetiredRows retired;
  private PlanEnd end = PlanEnd.NOTHING;

  private Plan(SparkSession spark) {
    this.spark = spark;
    this.retired = new RetiredRows(spark);
  }

  /**
   * Opens a plan.
   *
   * @param directories that {@link PlanStore} wrote and the ledger names, in order
   */
  public static Plan open(SparkSession spark, List<Path> directories) throws IOException {
    Plan plan = new Plan(spark);
    for (Path directory : directories) {
      plan.add(directory);
    }
    return plan;
  }

  private void add(Path directory) throws IOException {
    PlanSummary summary = PlanSummary.read(directory, spark.sessionState().newHadoopConf());
    if (summary.chunks().isEmpty()) {
      return;
    }
    StructType schema = (StructType) DataType.fromJson(summary.schema());
    Dataset<Row> rows =
        spark
            .read()
            .schema(PlanStore.stored(schema))
            .parquet(new Path(directory, PlanStore.ROWS).toString());
    OptionalInt batchSize =
        summary.batchSize() > 0 ? OptionalInt.of(summary.batchSize()) : OptionalInt.empty();
    increments.put(
        summary.chunks().get(0).chunk(), new Increment(directory, rows, schema, batchSize));
    retired.add(directory, summary.retired());
    summary.chunks().forEach(chunk -> chunks.put(chunk.chunk(), chunk));
    end = summary.end();
  }

  /** All chunks, in order. */
  public List<ChunkPlan> chunks() {
    return chunks.values().stream().map(retired::left).toList();
  }

  /** The rows of all chunks. */
  public long rows() {
    return chunks().stream().mapToLong(ChunkPlan::rows).sum();
  }

  /** A chunk by its number. */
  public ChunkPlan chunk(int number) {
    ChunkPlan chunk = chunks.get(number);
    if (chunk == null) {
      throw LatentmillException.user("The plan has no chunk %d", number);
    }
    return retired.left(chunk);
  }

  /**
   * The size that a chunk's batches were cut to; empty of an increment that does not say it, whose
   * size is that of the output's first run.
   */
  public OptionalInt batchSize(ChunkPlan chunk) {
    return increment(chunk).batchSize();
  }

  /** Columns of a chunk's rows: the request's, those passed through, the planner's own. */
  public StructType schema(ChunkPlan chunk) {
    return increment(chunk).schema();
  }

  /** Where the increment lies that a chunk belongs to: one of the directories given. */
  public Path directory(ChunkPlan chunk) {
    return increment(chunk).directory();
  }

  /** A chunk's rows in the order of batch and slot; only files that hold them are opened. */
  public Dataset<Row> rows(ChunkPlan chunk) {
    return unordered(chunk).sort(PlanColumns.BATCH, PlanColumns.SLOT);
  }

  /**
   * A chunk's rows, one partition for each shard, the first shard first; within it in the order of
   * batch and slot.
   */
  public JavaRDD<Row> shards(ChunkPlan chunk) {
    return ShardPartitions.of(unordered(chunk), chunk);
  }

  private Dataset<Row> unordered(ChunkPlan chunk) {
    Dataset<Row> rows =
        increment(chunk)
            .rows()
            .filter(col(PlanStore.PART).equalTo(chunk.chunk() / PlanStore.CHUNKS_PER_PART))
            .filter(col(PlanColumns.CHUNK).equalTo(chunk.chunk()))
            .drop(PlanStore.PART);
    return retired.left(rows, chunk.chunk());
  }

  private Increment increment(ChunkPlan chunk) {
    return increments.floorEntry(chunk.chunk()).getValue();
  }

  /** How many rows of each chunk the plan refused, by the chunk's number; zeros are absent. */
  public Map<Integer, Long> invalid() {
    Map<Integer, Long> chunks = new TreeMap<>();
    for (Increment increment : increments.values()) {
      retired
          .left(increment.rows().filter(col(PlanColumns.INVALID).isNotNull()))
          .groupBy(PlanColumns.CHUNK)
          .count()
          .collectAsList()
          .forEach(row -> chunks.put(row.getInt(0), row.getLong(1)));
    }
    return chunks;
  }

  /** The ids of some chunks' rows. */
  public Dataset<Row> ids(Set<Integer> wanted) {
    return increments.values().stream()
        .map(Increment::rows)
        .map(rows -> rows.filter(col(PlanColumns.CHUNK).isInCollection(wanted)))
        .map(rows -> retired.left(rows).select("id"))
        .reduce(Dataset::union)
        .orElseGet(() -> noIdentities(spark).select("id"));
  }

  /**
   * Every planned row's id, with {@code _source}, {@code _digest}, {@code _copy}, {@code _chunk}.
   */
  public Dataset<Row> identities() {
    List<Dataset<Row>> parts = new ArrayList<>();
    increments.values().forEach(increment -> parts.add(identities(retired.left(increment.rows()))));
    return parts.stream().reduce(Dataset::union).orElseGet(() -> noIdentities(spark));
  }

  /**
   * Whether a planned row may have to do with one of these ids: has it, wants it, or has it with a
   * number behind. Reads two columns and moves none.
   */
  boolean mentions(Collection<String> ids) {
    Object[] wanted = ids.toArray();
    Dataset<Row> planned = identities();
    Column mentioned =
        Stream.of(col("id"), col(PlanColumns.SOURCE), beforeLast("~"), beforeLast("-"))
            .map(name -> name.isin(wanted))
            .reduce(Column::or)
            .orElseThrow();
    return !planned.filter(mentioned).isEmpty();
  }

  private static Column beforeLast(String mark) {
    Column behind = length(substring_index(col("id"), mark, -1)).plus(1);
    return col("id").substr(lit(0), length(col("id")).minus(behind));
  }

  private static Dataset<Row> identities(Dataset<Row> rows) {
    return rows.select(
        "id", PlanColumns.SOURCE, PlanColumns.DIGEST, PlanColumns.COPY, PlanColumns.CHUNK);
  }

  /** What {@link #identities()} is of nothing. */
  static Dataset<Row> noIdentities(SparkSession spark) {
    StructType schema =
        new StructType()
            .add("id", "string")
            .add(PlanColumns.SOURCE, "string")
            .add(PlanColumns.DIGEST, "string")
            .add(PlanColumns.COPY, "int")
            .add(PlanColumns.CHUNK, "int");
    return spark.createDataFrame(List.of(), schema);
  }

  /** Where it ends. */
  public PlanEnd end() {
    return end;
  }
}
