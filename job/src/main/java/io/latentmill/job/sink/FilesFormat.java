package io.latentmill.job.sink;

import io.latentmill.job.ledger.AttemptOutput;
import io.latentmill.job.ledger.DataFile;
import io.latentmill.job.ledger.Manifest;
import io.latentmill.job.sink.commit.ChunkCommitter;
import io.latentmill.job.sink.commit.FileReceipt;
import io.latentmill.job.sink.commit.OutputArea;
import io.latentmill.job.sink.commit.TaskOutput;
import io.latentmill.job.sink.metadata.FormatColumns;
import io.latentmill.job.sink.metadata.MetadataSchema;
import io.latentmill.job.sink.stored.ImageFiles;
import io.latentmill.job.sink.stored.ShownShard;
import io.latentmill.job.sink.stored.StoredChunk;
import io.latentmill.job.sink.stored.StoredImages;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Row;

/** Images as files, metadata in two Parquet files a chunk beside them: an image folder. */
record FilesFormat() implements ShardFormat {
  static final OutputArea DATA = OutputArea.data("files");

  /** Per-shard parts of a chunk's metadata; gone when the chunk is sealed. */
  static final OutputArea PARTS = OutputArea.internal("parts");

  static final String GENERATED = "metadata.parquet";
  static final String FAILED = "failed.parquet";

  private static boolean isMetadata(DataFile file) {
    return file.name().equals(GENERATED) || file.name().equals(FAILED);
  }

  @Override
  public OutputArea data() {
    return DATA;
  }

  @Override
  public List<OutputArea> others() {
    return List.of(PARTS);
  }

  @Override
  public FormatColumns columns(MetadataSchema schema) {
    return FormatColumns.withFileName(schema);
  }

  @Override
  public ShardWriter open(TaskOutput task, MetadataSchema schema, int shard) throws IOException {
    String extension = schema.options().image().extension();
    return new FilesShardWriter(task, columns(schema), extension, shard);
  }

  @Override
  public List<FileReceipt> complete(
      List<FileReceipt> files,
      ChunkCommitter chunk,
      MetadataSchema schema,
      List<ShardReceipt> shards)
      throws IOException {
    List<FileReceipt> complete = new ArrayList<>(files);
    complete.removeIf(file -> file.area().equals(PARTS));
    complete.addAll(new FilesMetadata(chunk, columns(schema), shards).merge());
    return complete;
  }

  @Override
  public Path rows(StoredChunk chunk, int shard) {
    return new Path(chunk.directory(DATA), GENERATED);
  }

  @Override
  public Path failures(StoredChunk chunk, int shard) {
    return new Path(chunk.directory(DATA), FAILED);
  }

  /** The image is a file, the latents are a column. */
  private record Images(FileSystem files, Path directory) implements StoredImages {
    @Override
    public byte[] image(Row row) throws IOException {
      try (InputStream file = files.open(new Path(directory, row.<String>getAs("file_name")))) {
        return file.readAllBytes();
      }
    }
  }

  @Override
  public StoredImages images(StoredChunk chunk, Configuration configuration, int shard)
      throws IOException {
    return images(chunk.directory(DATA), configuration);
  }

  private static StoredImages images(Path directory, Configuration configuration)
      throws IOException {
    return new Images(directory.getFileSystem(configuration), directory);
  }

  @Override
  public List<String> metadataFiles(Manifest manifest) {
    return manifest.output(DATA.label()).orElseThrow().paths(FilesFormat::isMetadata);
  }

  @Override
  public List<ShownShard> shown(Manifest manifest) {
    AttemptOutput chunk = manifest.output(DATA.label()).orElseThrow();
    return chunk.paths(file -> file.name().equals(GENERATED) && file.rows() > 0).stream()
        .map(
            path ->
                new ShownShard(
                    path,
                    Optional.of(chunk.directory()),
                    (output, configuration) ->
                        images(new Path(output, chunk.directory()), configuration)))
        .toList();
  }

  @Override
  public Optional<ImageFiles> imageFiles(Manifest manifest) {
    AttemptOutput chunk = manifest.output(DATA.label()).orElseThrow();
    return Optional.of(
        new ImageFiles(
            chunk.directory(),
            chunk.directory() + "/" + GENERATED,
            chunk.files().stream().filter(file -> !isMetadata(file)).toList()));
  }

  /** A directory is a shard; its samples are the images. */
  @Override
  public List<Map<String, Object>> indexEntries(AttemptOutput chunk) {
    long generated =
        chunk.files().stream()
            .filter(file -> file.name().equals(GENERATED))
            .mapToLong(DataFile::rows)
            .sum();
    long bytes = chunk.files().stream().mapToLong(DataFile::bytes).sum();
    return List.of(ShardIndex.entry(chunk.directory(), generated, bytes));
  }

  @Override
  public FormatCard card(MetadataSchema schema) {
    String extension = schema.options().image().extension();
    return new FormatCard(
        List.of("data/files/*/*." + extension, "data/files/*/" + GENERATED),
        Optional.empty(),
        "load_dataset(\"imagefolder\", data_dir=\"data/files\", split=\"train\")",
        false);
  }
}
