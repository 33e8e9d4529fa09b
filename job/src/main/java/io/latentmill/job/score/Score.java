package io.latentmill.job.score;

import static org.apache.spark.sql.functions.col;

import io.latentmill.udf.request.FailureKind;
import io.latentmill.udf.request.LatentmillException;
import io.latentmill.udf.scores.Scorer;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/** Scores every image of an input, into a Parquet table. */
public final class Score {
  private Score() {}

  /** How many images there were, and how many of them could not be read. */
  public record Counts(long images, long failed) {}

  /**
   * Runs.
   *
   * @throws LatentmillException (user) if the output is there already or the input cannot serve,
   *     (model) if a model cannot be read
   */
  public static Counts run(SparkSession spark, ScoreOptions options) {
    Configuration hadoop = spark.sessionState().newHadoopConf();
    requireNew(options.output(), hadoop);
    Scorer.check(options.models(), hadoop);
    ScoreInput.Opened input = ScoreInput.open(spark, options.input());
    StructType schema = ScoreColumns.schema(input.keyName(), options);
    Dataset<Row> scores =
        input.rows().mapPartitions(new ScoreTask(options, hadoop), Encoders.row(schema));
    scores.write().parquet(options.output());
    Dataset<Row> written = spark.read().schema(schema).parquet(options.output());
    long failed = written.filter(col(ScoreColumns.ERROR).isNotNull()).count();
    return new Counts(written.count(), failed);
  }

  private static void requireNew(String output, Configuration hadoop) {
    Path path = new Path(output);
    try {
      if (path.getFileSystem(hadoop).exists(path)) {
        throw LatentmillException.user("%s is there already; scores go into a new folder", output);
      }
    } catch (IOException e) {
      throw new LatentmillException(
          FailureKind.USER, "Cannot write to %s: %s".formatted(output, e.getMessage()), e);
    }
  }
}
