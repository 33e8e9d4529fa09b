package io.latentmill.job.duplicates;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.udf;

import io.latentmill.job.ledger.Ledger;
import io.latentmill.job.ledger.LedgerPlaces;
import io.latentmill.job.run.RunRecord;
import io.latentmill.job.sink.MetadataFiles;
import io.latentmill.udf.request.FailureKind;
import io.latentmill.udf.request.LatentmillException;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.types.DataTypes;

/** The images to compare: their names, and their hashes as numbers. */
final class HashTable {
  private static final String HASH = "phash";
  private static final String FORM = "^[0-9a-f]{16}$";
  private static final UserDefinedFunction NUMBER =
      udf((UDF1<String, Long>) text -> Long.parseUnsignedLong(text, 16), DataTypes.LongType);

  private HashTable() {}

  /**
   * The images, without those that have no hash.
   *
   * @param rows {@code id} and {@code hash}
   * @param keyName what the id is called in the table: {@code id}, else {@code path}
   */
  record Opened(Dataset<Row> rows, String keyName) {}

  /**
   * Opens an output of generate, or a Parquet table.
   *
   * @throws LatentmillException (user) if it has no hashes
   */
  static Opened open(SparkSession spark, String path) {
    Dataset<Row> table = table(spark, path);
    List<String> columns = Arrays.asList(table.columns());
    String key = columns.contains("id") ? "id" : "path";
    if (!columns.contains(HASH) || !columns.contains(key)) {
      throw LatentmillException.user(
          "Cannot compare %s: it has no columns %s and %s, which generate --scores and score write",
          path, key, HASH);
    }
    return new Opened(
        table
            .filter(col(HASH).rlike(FORM))
            .select(col(key).cast("string").as("id"), NUMBER.apply(col(HASH)).as("hash")),
        key);
  }

  private static Dataset<Row> table(SparkSession spark, String path) {
    Configuration configuration = spark.sessionState().newHadoopConf();
    Path root = new Path(path);
    try {
      if (!root.getFileSystem(configuration).exists(root)) {
        throw LatentmillException.user("Cannot compare %s: there is no such table", path);
      }
      if (!RunRecord.isOutput(root, configuration)) {
        return spark.read().option("recursiveFileLookup", true).parquet(path);
      }
      List<String> files =
          MetadataFiles.of(
              Ledger.view(LedgerPlaces.forReading(root, configuration)).eachManifest());
      if (files.isEmpty()) {
        throw LatentmillException.user("Cannot compare %s: nothing is generated yet", path);
      }
      return spark
          .read()
          .parquet(
              files.stream().map(file -> new Path(root, file).toString()).toArray(String[]::new));
    } catch (IOException e) {
      throw new LatentmillException(
          FailureKind.USER, "Cannot read %s: %s".formatted(path, e.getMessage()), e);
    }
  }
}
