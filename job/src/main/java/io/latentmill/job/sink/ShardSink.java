package io.latentmill.job.sink;

import io.latentmill.job.sink.commit.FileReceipt;
import io.latentmill.job.sink.commit.TaskOutput;
import io.latentmill.job.sink.metadata.MetadataSchema;
import io.latentmill.job.sink.metadata.Outcome;
import io.latentmill.job.sink.metadata.Sample;
import io.latentmill.job.sink.metadata.Telemetry;
import io.latentmill.udf.request.GenerationResult;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.Row;

/**
 * One shard in all formats of the run, from the same encoded bytes in one pass. Rows come in plan
 * order on one thread at a time. The task commits after {@link #finish()}; closing without it drops
 * the files.
 */
public final class ShardSink implements Closeable {
  private final TaskOutput task;
  private final MetadataSchema schema;
  private final int shard;
  private final ShardCounts counts = new ShardCounts();
  private final List<ShardWriter> writers = new ArrayList<>();
  private final TelemetryWriter telemetry;
  private long busyNanos;
  private boolean finished;

  private ShardSink(TaskOutput task, MetadataSchema schema, int shard) throws IOException {
    this.task = task;
    this.schema = schema;
    this.shard = shard;
    this.telemetry = new TelemetryWriter(task, shard);
  }

  /**
   * Starts a shard.
   *
   * @param task open, with the areas of the formats ({@link SinkFormat#areas})
   * @param shard the global number that names the files
   */
  public static ShardSink open(
      TaskOutput task, Set<SinkFormat> formats, MetadataSchema schema, int shard)
      throws IOException {
    ShardSink sink = new ShardSink(task, schema, shard);
    try {
      for (SinkFormat format : EnumSet.copyOf(formats)) {
        sink.writers.add(format.format().open(task, schema, shard));
      }
      return sink;
    } catch (IOException | RuntimeException e) {
      sink.close();
      throw e;
    }
  }

  /**
   * Takes the next row.
   *
   * @param planned with the plan's schema
   * @param image encoded, exactly if {@code result} is generated; not copied
   */
  public void write(Row planned, GenerationResult result, Optional<byte[]> image)
      throws IOException {
    write(planned, Outcome.of(result), image);
  }

  /** As {@link #write(Row, GenerationResult, Optional)}, with what is known of the image. */
  public void write(Row planned, Outcome outcome, Optional<byte[]> image) throws IOException {
    write(schema.sample(planned, outcome, image));
  }

  /** Takes the next row ready made, as one that is copied: its bytes are written as they are. */
  public void write(Sample sample) throws IOException {
    long start = System.nanoTime();
    for (ShardWriter writer : writers) {
      writer.write(sample);
    }
    counts.count(sample);
    busyNanos += System.nanoTime() - start;
  }

  /** Notes what differs from run to run about a row, in any order. */
  public void record(Telemetry row) throws IOException {
    telemetry.write(row);
  }

  /** Completes all files. */
  public ShardReceipt finish() throws IOException {
    long start = System.nanoTime();
    List<FileReceipt> files = new ArrayList<>();
    for (ShardWriter writer : writers) {
      files.addAll(writer.finish());
    }
    files.add(telemetry.finish());
    finished = true;
    busyNanos += System.nanoTime() - start;
    double millis = (double) busyNanos / TimeUnit.MILLISECONDS.toNanos(1);
    return new ShardReceipt(shard, files, counts.generated(), counts.failures(), millis);
  }

  @Override
  public void close() throws IOException {
    if (finished) {
      return;
    }
    task.abortFiles();
    try (telemetry) {
      for (ShardWriter writer : writers) {
        writer.close();
      }
    }
  }
}
