package io.latentmill.job.sink.stored;

import io.latentmill.job.sink.metadata.Telemetry;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;

/** The telemetry of a committed shard, for rows that are copied. */
public final class StoredTelemetry {
  private StoredTelemetry() {}

  /** By id. */
  public static Map<String, Telemetry> read(
      Configuration configuration, StoredChunk chunk, int shard) throws IOException {
    Map<String, Telemetry> telemetry = new HashMap<>();
    try (StoredRows rows =
        new StoredRows(configuration, chunk.telemetry(shard), Telemetry.COLUMNS)) {
      for (Optional<Row> row = rows.next(); row.isPresent(); row = rows.next()) {
        telemetry.put(row.get().getString(0), telemetry(row.get()));
      }
    }
    return telemetry;
  }

  private static Telemetry telemetry(Row row) {
    return new Telemetry(
        row.getString(0),
        row.getDouble(1),
        row.getInt(2),
        row.getDouble(3),
        row.getString(4),
        row.getString(5),
        row.getString(6),
        row.getInt(7),
        row.getLong(8),
        row.getInstant(9));
  }
}
