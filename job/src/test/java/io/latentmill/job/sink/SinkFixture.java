package io.latentmill.job.sink;

import io.latentmill.job.sink.commit.ChunkCommitter;
import io.latentmill.job.sink.commit.TaskOutput;
import io.latentmill.job.sink.metadata.MetadataOptions;
import io.latentmill.job.sink.metadata.MetadataSchema;
import io.latentmill.job.sink.metadata.Telemetry;
import io.latentmill.udf.image.ImageFormat;
import io.latentmill.udf.request.FailureKind;
import io.latentmill.udf.request.GenerationResult;
import io.latentmill.udf.request.ImageSize;
import io.latentmill.udf.request.QualityFlag;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** A chunk of small rows, written as the job writes it: one Spark task per shard. */
final class SinkFixture {
  static final int ROWS_PER_SHARD = 5;
  static final Instant CREATED = Instant.parse("2026-01-02T03:04:05.678901Z");

  /** Ids that file systems, tars and readers stumble over; each 3rd row fails. */
  static final List<String> IDS =
      List.of(
          "plain",
          "a/b",
          "failed-1",
          "../x",
          "",
          "failed-2",
          "x".repeat(300),
          "héllo wörld ☃",
          "failed-3",
          "..",
          "a.b.c",
          "failed-4",
          "a_b",
          "C:\\dos",
          "failed-5",
          "tab\tnewline\n",
          "HASH~1",
          "__x",
          "failed-6",
          "quote\"'<b>",
          "-rf",
          "failed-7");

  private SinkFixture() {}

  static MetadataSchema schema(boolean latents) {
    return MetadataSchema.of(
        PlanRows.SCHEMA,
        new MetadataOptions(ImageFormat.PNG, latents, "models/tiny", "ab".repeat(32), "pndm"));
  }

  static int shards() {
    return (IDS.size() + ROWS_PER_SHARD - 1) / ROWS_PER_SHARD;
  }

  static List<String> generatedIds() {
    return IDS.stream().filter(id -> !id.startsWith("failed")).toList();
  }

  /** Writes the chunk and seals it. */
  static ChunkReceipt writeChunk(
      Path output, String attempt, Set<SinkFormat> formats, boolean latents) throws IOException {
    MetadataSchema schema = schema(latents);
    ChunkCommitter chunk = chunk(output, attempt, formats);
    chunk.setup();
    List<ShardReceipt> receipts =
        runTasks(shards(), shard -> writeShard(chunk, formats, schema, shard));
    return ChunkSeal.seal(chunk, schema, receipts, IDS.size());
  }

  static ChunkCommitter chunk(Path output, String attempt, Set<SinkFormat> formats) {
    return ChunkCommitter.of(
        spark().hadoopConfiguration(),
        new org.apache.hadoop.fs.Path(output.toUri()),
        attempt,
        SinkFormat.areas(formats));
  }

  /** One Spark task per shard. */
  static List<ShardReceipt> runTasks(int shards, Function<Integer, ShardReceipt> task) {
    List<Integer> numbers = IntStream.range(0, shards).boxed().toList();
    return spark().parallelize(numbers, shards).map(task).collect();
  }

  private static JavaSparkContext spark() {
    return JavaSparkContext.fromSparkContext(SparkSession.active().sparkContext());
  }

  static ShardReceipt writeShard(
      ChunkCommitter chunk, Set<SinkFormat> formats, MetadataSchema schema, int shard)
      throws IOException {
    try (TaskOutput task = chunk.startTask(TaskContext.get());
        ShardSink sink = ShardSink.open(task, formats, schema, shard)) {
      int end = Math.min(IDS.size(), (shard + 1) * ROWS_PER_SHARD);
      for (int index = shard * ROWS_PER_SHARD; index < end; index++) {
        writeRow(sink, index);
      }
      ShardReceipt receipt = sink.finish();
      task.commit();
      return receipt;
    }
  }

  static void writeRow(ShardSink sink, int index) throws IOException {
    Row planned = PlanRows.row(IDS.get(index), index);
    GenerationResult result = result(index);
    sink.write(
        planned,
        result,
        result instanceof GenerationResult.Generated ? Optional.of(png(index)) : Optional.empty());
    sink.record(
        new Telemetry(
            IDS.get(index), 12.5, 2, 1.25, "cpu", "driver", "000003-7.1/0", 0, 1, CREATED));
  }

  static GenerationResult result(int index) {
    String id = IDS.get(index);
    if (id.startsWith("failed")) {
      return new GenerationResult.Failed(id, FailureKind.USER, "width 7 is not a multiple of 8");
    }
    float[] latents = new float[4 * 2 * 2];
    for (int i = 0; i < latents.length; i++) {
      latents[i] = index + i / 16f;
    }
    return new GenerationResult.Generated(
        id,
        new ImageSize(16, 16),
        new byte[16 * 16 * 3],
        new GenerationResult.Latents(latents, 4, 2, 2, 0.18215),
        index == 0 ? Set.of(QualityFlag.PROMPT_TRUNCATED, QualityFlag.BLACK) : Set.of());
  }

  static byte[] png(int index) throws IOException {
    BufferedImage image = new BufferedImage(16, 16, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < 16; y++) {
      for (int x = 0; x < 16; x++) {
        image.setRGB(x, y, 0x0a0500 * x + 0x000811 * y + index);
      }
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(image, "png", bytes);
    return bytes.toByteArray();
  }
}
