package io.latentmill.job.sink;

import io.latentmill.job.sink.commit.FileReceipt;
import io.latentmill.job.sink.commit.OutputArea;
import io.latentmill.job.sink.commit.TaskOutput;
import io.latentmill.job.sink.metadata.Telemetry;
import java.io.Closeable;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.unsafe.types.UTF8String;

/** {@code telemetry-000012.parquet}: one row per row of the shard, joined to the data by id. */
final class TelemetryWriter implements Closeable {
  private final ParquetRows rows;

  TelemetryWriter(TaskOutput task, int shard) throws IOException {
    String name = Telemetry.fileName(shard);
    rows = new ParquetRows(task.create(OutputArea.TELEMETRY, name), Telemetry.COLUMNS, Map.of());
  }

  void write(Telemetry telemetry) throws IOException {
    rows.write(row(telemetry));
  }

  private static InternalRow row(Telemetry telemetry) {
    return new GenericInternalRow(
        new Object[] {
          UTF8String.fromString(telemetry.id()),
          telemetry.batchMillis(),
          telemetry.batchRows(),
          telemetry.encodeMillis(),
          UTF8String.fromString(telemetry.device()),
          UTF8String.fromString(telemetry.executor()),
          UTF8String.fromString(telemetry.attempt()),
          telemetry.batchHalvings(),
          telemetry.pipelineLoads(),
          TimeUnit.SECONDS.toMicros(telemetry.createdAt().getEpochSecond())
              + TimeUnit.NANOSECONDS.toMicros(telemetry.createdAt().getNano())
        });
  }

  FileReceipt finish() throws IOException {
    return rows.finish();
  }

  @Override
  public void close() throws IOException {
    rows.close();
  }
}
