package io.latentmill.job.sink.metadata;

import io.latentmill.job.sink.commit.ShardNames;
import java.time.Instant;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * What differs from run to run about a row; kept out of the data, whose bytes are to be equal.
 *
 * @param id the row
 * @param batchMillis how long the row's batch took on the device
 * @param batchRows how many rows shared that batch
 * @param encodeMillis how long encoding the image took
 * @param device {@code cpu}, {@code cuda:0}
 * @param executor Spark's executor id
 * @param attempt the chunk attempt and the task's attempt number: {@code 000003-7.1/0}
 * @param batchHalvings how often the batch was halved for lack of memory
 * @param pipelineLoads how often the executor had loaded a pipeline by then: once for every device
 *     and model, whatever the number of tasks
 * @param createdAt when the image was there
 */
public record Telemetry(
    String id,
    double batchMillis,
    int batchRows,
    double encodeMillis,
    String device,
    String executor,
    String attempt,
    int batchHalvings,
    long pipelineLoads,
    Instant createdAt) {

  /** As it is written. */
  public static final StructType COLUMNS =
      new StructType()
          .add("id", DataTypes.StringType)
          .add("batch_millis", DataTypes.DoubleType)
          .add("batch_rows", DataTypes.IntegerType)
          .add("encode_millis", DataTypes.DoubleType)
          .add("device", DataTypes.StringType)
          .add("executor", DataTypes.StringType)
          .add("attempt", DataTypes.StringType)
          .add("batch_halvings", DataTypes.IntegerType)
          .add("pipeline_loads", DataTypes.LongType)
          .add("created_at", DataTypes.TimestampType);

  /** The file that holds it of a shard's rows. */
  public static String fileName(int shard) {
    return ShardNames.of("telemetry-", shard, ".parquet");
  }
}
