package io.latentmill.job.sink;

import io.latentmill.job.ledger.AttemptOutput;
import io.latentmill.job.ledger.DataFile;
import io.latentmill.job.ledger.Manifest;
import io.latentmill.job.sink.commit.OutputArea;
import io.latentmill.job.sink.commit.ShardNames;
import io.latentmill.job.sink.commit.TaskOutput;
import io.latentmill.job.sink.metadata.FeatureList;
import io.latentmill.job.sink.metadata.FormatColumns;
import io.latentmill.job.sink.metadata.MetadataSchema;
import io.latentmill.job.sink.stored.ShownShard;
import io.latentmill.job.sink.stored.StoredChunk;
import io.latentmill.job.sink.stored.StoredImages;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Row;

/** Images and metadata in Parquet files, failed rows too. */
record ParquetFormat() implements ShardFormat {
  static final OutputArea DATA = OutputArea.data("parquet");

  static String file(int shard) {
    return ShardNames.of("train-", shard, ".parquet");
  }

  @Override
  public OutputArea data() {
    return DATA;
  }

  @Override
  public FormatColumns columns(MetadataSchema schema) {
    return FormatColumns.withImage(schema);
  }

  @Override
  public ShardWriter open(TaskOutput task, MetadataSchema schema, int shard) throws IOException {
    return new ParquetShardWriter(task.create(DATA, file(shard)), columns(schema));
  }

  @Override
  public Path rows(StoredChunk chunk, int shard) {
    return new Path(chunk.directory(DATA), file(shard));
  }

  /** Both are columns. */
  private record Columns() implements StoredImages {
    @Override
    public byte[] image(Row row) {
      return row.<Row>getAs("image").getAs("bytes");
    }
  }

  @Override
  public StoredImages images(StoredChunk chunk, Configuration configuration, int shard) {
    return new Columns();
  }

  @Override
  public List<String> metadataFiles(Manifest manifest) {
    return manifest.output(DATA.label()).orElseThrow().paths(file -> true);
  }

  @Override
  public List<ShownShard> shown(Manifest manifest) {
    AttemptOutput chunk = manifest.output(DATA.label()).orElseThrow();
    return chunk.paths(ParquetFormat::holdsRows).stream()
        .map(
            path ->
                new ShownShard(path, Optional.empty(), (output, configuration) -> new Columns()))
        .toList();
  }

  private static boolean holdsRows(DataFile file) {
    return file.rows() > 0;
  }

  @Override
  public FormatCard card(MetadataSchema schema) {
    String paths = "data/parquet/*/*.parquet";
    return new FormatCard(
        List.of(paths),
        Optional.of(FeatureList.of(columns(schema).type())),
        "load_dataset(\"parquet\", data_files=\"%s\", split=\"train\")".formatted(paths),
        true);
  }
}
