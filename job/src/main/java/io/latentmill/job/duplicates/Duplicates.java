package io.latentmill.job.duplicates;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.min_by;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.udf;

import io.latentmill.udf.request.FailureKind;
import io.latentmill.udf.request.LatentmillException;
import java.io.IOException;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.types.DataTypes;
import scala.collection.JavaConverters;

/**
 * Finds images that look alike: those whose perceptual hashes differ in few bits, and those that
 * are alike to one of these. Not all pairs are compared, but none that is close is missed ({@link
 * Bands}).
 */
public final class Duplicates {
  private Duplicates() {}

  /**
   * What to compare.
   *
   * @param input an output of generate, or a Parquet table, with a column {@code phash}
   * @param output a folder that is not there yet
   * @param distance bits in which the hashes of near duplicates differ at most
   */
  public record Options(String input, String output, int distance) {
    /** More bits are no likeness: half of all bits differ between any two images. */
    private static final int MOST = 12;

    public Options {
      if (distance < 0 || distance > MOST) {
        throw LatentmillException.user("--distance %d is not in 0..%d", distance, MOST);
      }
    }
  }

  /**
   * What was found.
   *
   * @param images that were compared
   * @param groups of images that look alike
   * @param duplicates images in these, but the first of each
   * @param largest how many images the largest group has
   */
  public record Counts(long images, long groups, long duplicates, long largest) {}

  /**
   * Runs.
   *
   * @throws LatentmillException (user) if the output is there already or the input cannot serve
   */
  public static Counts run(SparkSession spark, Options options) {
    requireNew(spark, options.output());
    HashTable.Opened table = HashTable.open(spark, options.input());
    Dataset<Row> images = table.rows().cache();
    Dataset<Row> hashes = images.select("hash").distinct().cache();
    Dataset<Row> labels = Components.of(pairs(hashes, options.distance()));
    Dataset<Row> grouped = grouped(images, labels);
    grouped
        .filter(col("id").notEqual(col("duplicate_of")))
        .select(
            col("id").as(table.keyName()),
            col("duplicate_of"),
            expr("bit_count(hash ^ first_hash)").as("distance"))
        .write()
        .parquet(options.output());
    Row found =
        grouped
            .groupBy("duplicate_of")
            .agg(count(lit(1)).as("size"))
            .filter(col("size").gt(1))
            .agg(
                count(lit(1)),
                coalesce(sum(col("size").minus(1)), lit(0L)),
                coalesce(max("size"), lit(0L)))
            .head();
    Counts counts =
        new Counts(images.count(), found.getLong(0), found.getLong(1), found.getLong(2));
    images.unpersist();
    hashes.unpersist();
    return counts;
  }

  private static Dataset<Row> pairs(Dataset<Row> hashes, int distance) {
    Bands bands = Bands.of(distance, hashes.count());
    UserDefinedFunction keys =
        udf((UDF1<Long, long[]>) bands::keys, DataTypes.createArrayType(DataTypes.LongType));
    return hashes
        .select(explode(keys.apply(col("hash"))).as("key"), col("hash"))
        .repartition(col("key"))
        .sortWithinPartitions("key", "hash")
        .mapPartitions(new NearPairs(distance), Encoders.row(NearPairs.PAIRS));
  }

  /** Every image with the first of its group: the one whose name comes first. */
  private static Dataset<Row> grouped(Dataset<Row> images, Dataset<Row> labels) {
    Column label = coalesce(col("label"), col("hash"));
    Dataset<Row> labelled =
        images
            .join(labels, JavaConverters.asScalaBuffer(List.of("hash")), "left")
            .select(col("id"), col("hash"), label.as("label"));
    Dataset<Row> firsts =
        labelled
            .groupBy("label")
            .agg(min("id").as("duplicate_of"), min_by(col("hash"), col("id")).as("first_hash"));
    return labelled.join(firsts, "label");
  }

  private static void requireNew(SparkSession spark, String output) {
    Path path = new Path(output);
    try {
      if (path.getFileSystem(spark.sessionState().newHadoopConf()).exists(path)) {
        throw LatentmillException.user(
            "%s is there already; the table goes into a new folder", output);
      }
    } catch (IOException e) {
      throw new LatentmillException(
          FailureKind.USER, "Cannot write to %s: %s".formatted(output, e.getMessage()), e);
    }
  }
}
