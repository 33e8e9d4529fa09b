package io.latentmill.job.sink.stored;

import io.latentmill.udf.request.FailureKind;
import io.latentmill.udf.request.GenerationResult.Failed;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** What became of the failed rows of a committed shard. */
public final class StoredFailures {
  private static final StructType COLUMNS =
      new StructType()
          .add("id", DataTypes.StringType)
          .add("status", DataTypes.StringType)
          .add("failure_kind", DataTypes.StringType)
          .add("message", DataTypes.StringType);

  private StoredFailures() {}

  /**
   * The failed rows by id; where a chunk's failures lie in one file, those of the whole chunk. With
   * its planned row, each makes the same metadata again.
   */
  public static Map<String, Failed> read(Configuration configuration, StoredChunk chunk, int shard)
      throws IOException {
    Map<String, Failed> failures = new HashMap<>();
    try (StoredRows rows = new StoredRows(configuration, chunk.failures(shard), COLUMNS)) {
      for (Optional<Row> row = rows.next(); row.isPresent(); row = rows.next()) {
        if (row.get().getString(1).equals("failed")) {
          Failed failure = failure(row.get());
          failures.put(failure.id(), failure);
        }
      }
    }
    return failures;
  }

  private static Failed failure(Row row) {
    return new Failed(row.getString(0), FailureKind.ofLabel(row.getString(2)), row.getString(3));
  }
}
