package io.latentmill.job.plan;

import io.latentmill.udf.sql.row.BucketKey;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Names of the planner's own columns. No passthrough column starts with an underscore. */
public final class PlanColumns {
  /** int: number of the chunk, over all increments. */
  public static final String CHUNK = "_chunk";

  /** int: number of the shard, over all increments. */
  public static final String SHARD = "_shard";

  /** long: number of the batch, over all increments. */
  public static final String BATCH = "_batch";

  /** int: place in the batch, from 0. */
  public static final String SLOT = "_slot";

  /** string: what the rows of a batch share; see {@link BucketKey}. */
  public static final String BUCKET = "_bucket";

  /** string: why the row is never generated (a failed row of kind user), or null. */
  public static final String INVALID = "_invalid";

  /** string: the row's own id, or the hash that stands for one, before it was made unique. */
  public static final String SOURCE = "_source";

  /** string: the digest of the table's row. */
  public static final String DIGEST = "_digest";

  /** int: which of the row's num_images this is, from 0. */
  public static final String COPY = "_copy";

  /** The columns of a plan's rows after those of the request and those passed through. */
  static final StructType OF_PLAN =
      new StructType()
          .add(CHUNK, DataTypes.IntegerType)
          .add(SHARD, DataTypes.IntegerType)
          .add(BATCH, DataTypes.LongType)
          .add(SLOT, DataTypes.IntegerType)
          .add(BUCKET, DataTypes.StringType)
          .add(INVALID, DataTypes.StringType)
          .add(SOURCE, DataTypes.StringType)
          .add(DIGEST, DataTypes.StringType)
          .add(COPY, DataTypes.IntegerType);

  /** Whether the row brought its id along. */
  static final String EXPLICIT = "_explicit";

  /** How many output rows the row makes. */
  static final String IMAGES = "_images";

  private PlanColumns() {}
}
