package io.latentmill.job.plan;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.first;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.udf;

import io.latentmill.udf.request.Lora;
import io.latentmill.udf.sql.row.BucketKey;
import java.util.HashSet;
import java.util.List;
import java.util.function.Predicate;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF3;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.types.DataTypes;
import scala.collection.JavaConverters;
import scala.collection.Seq;

/**
 * Lets rows of different LoRAs share batches where there are few rows of each. LoRAs are merged
 * into the weights if a set of them has a whole batch of rows or more: a step then costs nothing
 * more. Sets with fewer rows, whose LoRAs change nothing but the U-Net's transformers, go into one
 * bucket with those that differ from them in nothing else, where they are applied beside the
 * weights.
 */
final class SharedBatches {
  private static final String SHARED = "_shared";
  private static final String ROWS = "_set_rows";
  private static final String SETS = "_sets";
  private static final String OWN = "_own_bucket";

  private SharedBatches() {}

  /**
   * The rows, those that share in their common buckets.
   *
   * @param actsByRow whether a LoRA, by its path, can be applied beside the weights of the run's
   *     own model; asked in the driver, once for each
   */
  static Dataset<Row> of(Dataset<Row> rows, int batchSize, Predicate<String> actsByRow) {
    HashSet<String> able = new HashSet<>();
    rows
        .filter(col(PlanColumns.BUCKET).notEqual(BucketKey.INVALID))
        .select(explode(col("loras.path")))
        .distinct()
        .as(Encoders.STRING())
        .collectAsList()
        .stream()
        .filter(actsByRow)
        .forEach(able::add);
    if (able.isEmpty()) {
      return rows;
    }
    UserDefinedFunction shared =
        udf(
            (UDF3<String, Seq<Row>, String, String>)
                (bucket, loras, model) -> shared(bucket, loras, model, able),
            DataTypes.StringType);
    Column common = shared.apply(col(PlanColumns.BUCKET), col("loras"), col("model"));
    Dataset<Row> small =
        rows.groupBy(PlanColumns.BUCKET)
            .agg(sum(PlanColumns.IMAGES).as(ROWS), first(common).as(SHARED))
            .filter(col(SHARED).isNotNull().and(col(ROWS).lt(batchSize)));
    Dataset<Row> several =
        small.groupBy(SHARED).agg(count(lit(1)).as(SETS)).filter(col(SETS).gt(1)).select(SHARED);
    Dataset<Row> moved =
        small.join(several, SHARED).select(col(PlanColumns.BUCKET).as(OWN), col(SHARED));
    return rows.join(moved, rows.col(PlanColumns.BUCKET).equalTo(moved.col(OWN)), "left")
        .withColumn(PlanColumns.BUCKET, coalesce(col(SHARED), col(PlanColumns.BUCKET)))
        .drop(OWN, SHARED);
  }

  private static String shared(
      String bucket, Seq<Row> structs, String model, HashSet<String> able) {
    if (bucket.equals(BucketKey.INVALID) || model != null || structs == null) {
      return null;
    }
    List<Lora> loras =
        JavaConverters.seqAsJavaList(structs).stream()
            .map(struct -> new Lora(struct.getAs("path"), struct.<Double>getAs("scale")))
            .toList();
    boolean serve = !loras.isEmpty() && loras.stream().allMatch(lora -> able.contains(lora.path()));
    return serve ? BucketKey.ofAnyLoras(bucket, loras) : null;
  }
}
