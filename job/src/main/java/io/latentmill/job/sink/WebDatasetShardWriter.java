package io.latentmill.job.sink;

import io.latentmill.job.sink.commit.FileReceipt;
import io.latentmill.job.sink.commit.HashedFile;
import io.latentmill.job.sink.commit.TaskOutput;
import io.latentmill.job.sink.metadata.FormatColumns;
import io.latentmill.job.sink.metadata.HuggingFaceFeatures;
import io.latentmill.job.sink.metadata.MetadataSchema;
import io.latentmill.job.sink.metadata.Sample;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.catalyst.InternalRow;

/**
 * {@code shard-000012.tar} with the generated rows as samples of equal members ({@code KEY.json},
 * {@code KEY.latent.npy} if latents are kept, {@code KEY.png}, {@code KEY.txt}: the prompt), and
 * under the sidecar's folder a Parquet file with all rows and the counts as JSON.
 */
final class WebDatasetShardWriter implements ShardWriter {
  private final TaskOutput task;
  private final int shard;
  private final String extension;
  private final int prompt;
  private final FormatColumns columns;
  private final JsonRows json;
  private final ShardCounts counts = new ShardCounts();
  private final HashedFile file;
  private final TarSamples tar;
  private final ParquetRows sidecar;

  WebDatasetShardWriter(TaskOutput task, MetadataSchema schema, FormatColumns columns, int shard)
      throws IOException {
    this.task = task;
    this.shard = shard;
    this.extension = schema.options().image().extension();
    this.prompt = schema.columns().fieldIndex("prompt");
    this.columns = columns;
    this.json = new JsonRows(columns.type());
    this.file = task.create(WebDatasetFormat.DATA, WebDatasetFormat.tar(shard));
    this.tar = new TarSamples(file);
    this.sidecar =
        new ParquetRows(
            task.create(WebDatasetFormat.SIDECAR, WebDatasetFormat.sidecar(shard)),
            columns.type(),
            Map.of(HuggingFaceFeatures.FOOTER_KEY, HuggingFaceFeatures.footer(columns.type())));
  }

  @Override
  public void write(Sample sample) throws IOException {
    InternalRow row = columns.row(sample);
    if (sample.generated()) {
      writeMembers(sample, row);
    }
    sidecar.write(row);
    counts.count(sample);
  }

  private void writeMembers(Sample sample, InternalRow row) throws IOException {
    String key = sample.key();
    tar.add(key + ".json", json.bytes(row));
    if (sample.latents().isPresent()) {
      tar.add(key + ".latent.npy", Npy.of(sample.latents().get()));
    }
    tar.add(key + "." + extension, sample.image().orElseThrow());
    tar.add(key + ".txt", sample.row().getString(prompt).getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public List<FileReceipt> finish() throws IOException {
    tar.close();
    HashedFile stats = task.create(WebDatasetFormat.SIDECAR, WebDatasetFormat.stats(shard));
    stats.write(counts.json(WebDatasetFormat.tar(shard)));
    stats.close();
    return List.of(
        file.receipt(counts.generated()), sidecar.finish(), stats.receipt(counts.rows()));
  }

  @Override
  public void close() throws IOException {
    try (sidecar) {
      tar.close();
    }
  }
}
