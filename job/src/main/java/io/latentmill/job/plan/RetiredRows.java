package io.latentmill.job.plan;

import static org.apache.spark.sql.functions.col;

import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Planned rows that a later increment plans anew: of no chunk's rows any more. An increment stores
 * those that it retires beside its own rows, in {@link #FOLDER}.
 */
final class RetiredRows {
  static final String FOLDER = "retired";

  private static final StructType COLUMNS =
      new StructType()
          .add("id", DataTypes.StringType)
          .add(PlanColumns.CHUNK, DataTypes.IntegerType);

  private final SparkSession spark;
  private final TreeMap<Integer, Long> counts = new TreeMap<>();
  private Dataset<Row> rows;

  RetiredRows(SparkSession spark) {
    this.spark = spark;
  }

  /** Takes up what an increment retires. */
  void add(Path directory, Map<Integer, Long> byChunk) {
    if (byChunk.isEmpty()) {
      return;
    }
    Dataset<Row> more =
        spark.read().schema(COLUMNS).parquet(new Path(directory, FOLDER).toString());
    rows = rows == null ? more : rows.union(more);
    byChunk.forEach((chunk, count) -> counts.merge(chunk, count, Long::sum));
  }

  /** The chunk without its retired rows. */
  ChunkPlan left(ChunkPlan chunk) {
    return chunk.withRows(chunk.rows() - counts.getOrDefault(chunk.chunk(), 0L));
  }

  /** A chunk's rows that are left. */
  Dataset<Row> left(Dataset<Row> planned, int chunk) {
    return counts.containsKey(chunk) ? left(planned) : planned;
  }

  /** Those of any chunks that are left; an id may be of several chunks, all but one retired. */
  Dataset<Row> left(Dataset<Row> planned) {
    if (counts.isEmpty()) {
      return planned;
    }
    Column same =
        planned
            .col("id")
            .equalTo(rows.col("id"))
            .and(planned.col(PlanColumns.CHUNK).equalTo(rows.col(PlanColumns.CHUNK)));
    return planned.join(rows, same, "left_anti");
  }

  /**
   * Counts rows by chunk, as a summary stores it.
   *
   * @param retired with {@code id} and {@link PlanColumns#CHUNK}
   */
  static Map<Integer, Long> counts(Dataset<Row> retired) {
    Map<Integer, Long> counts = new TreeMap<>();
    retired
        .groupBy(col(PlanColumns.CHUNK))
        .count()
        .collectAsList()
        .forEach(row -> counts.put(row.getInt(0), row.getLong(1)));
    return counts;
  }

  /** Stores them in an increment's directory. */
  static void write(Dataset<Row> retired, Path directory) {
    retired
        .select("id", PlanColumns.CHUNK)
        .sort(PlanColumns.CHUNK, "id")
        .coalesce(1)
        .write()
        .option("mapreduce.fileoutputcommitter.marksuccessfuljobs", "false")
        .parquet(new Path(directory, FOLDER).toString());
  }
}
