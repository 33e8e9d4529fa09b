package io.latentmill.job.plan;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.udf;

import io.latentmill.job.plan.table.TableOrder;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Gives every row its chunk, shard, batch and slot. All rows in the order of (bucket, table) are
 * numbered through; where a bucket starts in rows, batches and weight follows from the buckets'
 * totals; the rest is arithmetic on a row's own number. Numbers thus depend on table and options
 * alone, never on how many tasks did the work.
 *
 * <p>A batch belongs to the shard in which it starts when all batches are laid end to end by weight
 * and cut at every {@link PlanOptions#shardCapacity()}. No batch weighs more than that, so no shard
 * is empty.
 */
final class PlaceAssignment {
  private static final String POSITION = "_position";
  private static final String FIRST_ROW = "_first_row";
  private static final String FIRST_BATCH = "_first_batch";
  private static final String FIRST_WEIGHT = "_first_weight";
  private static final String LAST_BATCH = "_last_batch";
  private static final String BATCH_WEIGHT = "_batch_weight";

  private final PlanOptions options;
  private final PlanEnd before;

  /**
   * Prepares the placement.
   *
   * @param before what is planned already: numbers go on from there
   */
  PlaceAssignment(PlanOptions options, PlanEnd before) {
    this.options = options;
    this.before = before;
  }

  /** Bucket totals (see {@link BucketTotals}) with where each bucket starts. */
  Dataset<Row> starts(Dataset<Row> totals) {
    PlanOptions own = options;
    UserDefinedFunction batchWeight =
        udf((UDF2<Long, Long, Long>) own::batchWeight, DataTypes.LongType);
    UserDefinedFunction bucketWeight =
        udf((UDF2<Long, Long, Long>) own::bucketWeight, DataTypes.LongType);
    Column rows = col(BucketTotals.ROWS);
    Column pixels = col(BucketTotals.PIXELS);
    Column batchSize = lit((long) options.batchSize());
    return totals
        .withColumn(FIRST_ROW, sumBefore(rows))
        .withColumn(FIRST_BATCH, sumBefore(batches()))
        .withColumn(FIRST_WEIGHT, sumBefore(bucketWeight.apply(pixels, rows)))
        .withColumn(BATCH_WEIGHT, batchWeight.apply(pixels, batchSize));
  }

  /**
   * What is planned with these buckets.
   *
   * @param end where the plan then ends
   * @param rows how many rows of the table are planned
   * @param images how many rows the plan has more than before
   */
  record Extent(PlanEnd end, long rows, long images) {}

  /**
   * What the buckets amount to.
   *
   * @param starts from {@link #starts}
   */
  Extent extent(Dataset<Row> starts) {
    Column batches = col(FIRST_BATCH).plus(batches());
    Column lastShard =
        expr(
            "(%s + (%s - %s - 1) * %s) div %d"
                .formatted(
                    FIRST_WEIGHT, LAST_BATCH, FIRST_BATCH, BATCH_WEIGHT, options.shardCapacity()));
    Row end =
        starts
            .withColumn(LAST_BATCH, batches)
            .agg(
                coalesce(max(lastShard), lit(-1L)),
                coalesce(max(LAST_BATCH), lit(0L)),
                coalesce(sum(BucketTotals.SOURCES), lit(0L)),
                coalesce(sum(BucketTotals.ROWS), lit(0L)))
            .first();
    long shards = end.getLong(0) + 1;
    long chunks = (shards + options.shardsPerChunk() - 1) / options.shardsPerChunk();
    return new Extent(
        new PlanEnd(
            Math.toIntExact(before.chunks() + chunks),
            Math.toIntExact(before.shards() + shards),
            before.batches() + end.getLong(1)),
        end.getLong(2),
        end.getLong(3));
  }

  private Column batches() {
    int size = options.batchSize();
    return expr("(%s + %d) div %d".formatted(BucketTotals.ROWS, size - 1, size));
  }

  private static Column sumBefore(Column value) {
    WindowSpec earlier =
        Window.orderBy(PlanColumns.BUCKET).rowsBetween(Window.unboundedPreceding(), -1);
    return coalesce(sum(value).over(earlier), lit(0L));
  }

  /**
   * The rows in their places, in order within each partition.
   *
   * @param images rows with bucket, table order and copy
   * @param starts from {@link #starts}, of the same rows
   */
  Dataset<Row> place(Dataset<Row> images, Dataset<Row> starts) {
    String batchInBucket = "((%s - %s) div %d)".formatted(POSITION, FIRST_ROW, options.batchSize());
    String shard =
        "((%s + %s * %s) div %d)"
            .formatted(FIRST_WEIGHT, batchInBucket, BATCH_WEIGHT, options.shardCapacity());
    Dataset<Row> located =
        numbered(images)
            .join(
                starts.select(
                    PlanColumns.BUCKET, FIRST_ROW, FIRST_BATCH, FIRST_WEIGHT, BATCH_WEIGHT),
                PlanColumns.BUCKET)
            .withColumn(
                PlanColumns.CHUNK,
                expr(
                    "int(%s div %d + %d)"
                        .formatted(shard, options.shardsPerChunk(), before.chunks())))
            .withColumn(PlanColumns.SHARD, expr("int(%s + %d)".formatted(shard, before.shards())))
            .withColumn(
                PlanColumns.BATCH,
                expr("%s + %s + %dL".formatted(FIRST_BATCH, batchInBucket, before.batches())))
            .withColumn(
                PlanColumns.SLOT,
                expr("int((%s - %s) %% %d)".formatted(POSITION, FIRST_ROW, options.batchSize())));
    return located.drop(POSITION, FIRST_ROW, FIRST_BATCH, FIRST_WEIGHT, BATCH_WEIGHT);
  }

  private static Dataset<Row> numbered(Dataset<Row> images) {
    StructType schema = images.schema().add(POSITION, DataTypes.LongType);
    JavaRDD<Row> rows =
        images
            .sort(
                PlanColumns.BUCKET,
                TableOrder.PATH,
                TableOrder.BLOCK,
                TableOrder.INDEX,
                PlanColumns.COPY)
            .toJavaRDD()
            .zipWithIndex()
            .map(numbered -> append(numbered._1(), numbered._2()));
    return images.sparkSession().createDataFrame(rows, schema);
  }

  private static Row append(Row row, long number) {
    Object[] values = new Object[row.length() + 1];
    for (int i = 0; i < row.length(); i++) {
      values[i] = row.get(i);
    }
    values[row.length()] = number;
    return RowFactory.create(values);
  }
}
