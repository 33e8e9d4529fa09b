package io.latentmill.job.sink;

import io.latentmill.job.ledger.AttemptOutput;
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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** Images in tars, all rows in a Parquet file beside each. */
record WebDatasetFormat() implements ShardFormat {
  static final OutputArea DATA = OutputArea.data("webdataset");

  /** All rows and the counts of every tar. */
  static final OutputArea SIDECAR = OutputArea.internal("sidecar");

  private static final String TAR = ".tar";
  private static final String ROWS = ".parquet";

  static String tar(int shard) {
    return ShardNames.of("shard-", shard, TAR);
  }

  static String sidecar(int shard) {
    return ShardNames.of("shard-", shard, ROWS);
  }

  static String stats(int shard) {
    return ShardNames.of("shard-", shard, "_stats.json");
  }

  @Override
  public OutputArea data() {
    return DATA;
  }

  @Override
  public List<OutputArea> others() {
    return List.of(SIDECAR);
  }

  /** The latents are beside the image. */
  @Override
  public FormatColumns columns(MetadataSchema schema) {
    return FormatColumns.withFileNameOnly(schema);
  }

  @Override
  public ShardWriter open(TaskOutput task, MetadataSchema schema, int shard) throws IOException {
    return new WebDatasetShardWriter(task, schema, columns(schema), shard);
  }

  @Override
  public Path rows(StoredChunk chunk, int shard) {
    return new Path(chunk.directory(SIDECAR), sidecar(shard));
  }

  @Override
  public StoredImages images(StoredChunk chunk, Configuration configuration, int shard)
      throws IOException {
    return TarImages.open(new Path(chunk.directory(DATA), tar(shard)), configuration);
  }

  @Override
  public List<String> metadataFiles(Manifest manifest) {
    return manifest.output(SIDECAR.label()).orElseThrow().paths(file -> file.name().endsWith(ROWS));
  }

  @Override
  public List<ShownShard> shown(Manifest manifest) {
    AttemptOutput tars = manifest.output(DATA.label()).orElseThrow();
    String sidecar = manifest.output(SIDECAR.label()).orElseThrow().directory();
    return tars.files().stream()
        .filter(file -> file.rows() > 0)
        .map(file -> shown(tars.directory(), sidecar, file.name()))
        .toList();
  }

  private static ShownShard shown(String tars, String sidecar, String tar) {
    return new ShownShard(
        sidecar + "/" + tar.replace(TAR, ROWS),
        Optional.empty(),
        (output, configuration) ->
            TarImages.open(new Path(output, tars + "/" + tar), configuration));
  }

  /** As the wids reader takes it. */
  @Override
  public Map<String, Object> indexHeader() {
    Map<String, Object> header = new LinkedHashMap<>();
    header.put("__kind__", "wids-shard-index-v1");
    header.put("wids_version", 1);
    return header;
  }

  @Override
  public FormatCard card(MetadataSchema schema) {
    String paths = "data/webdataset/*/*.tar";
    // Without streaming, and without this card, the first samples' nulls would decide the types.
    String loading =
        "load_dataset(\"webdataset\", data_files=\"%s\", split=\"train\", streaming=True)";
    return new FormatCard(
        List.of(paths), Optional.of(features(schema)), loading.formatted(paths), false);
  }

  /**
   * A sample's members. The list matters: without it {@code datasets} guesses types from the first
   * five samples, and a column that is null in these cannot be read later.
   */
  private List<Object> features(MetadataSchema schema) {
    List<Object> members = new ArrayList<>();
    members.add(
        FeatureList.named(
            "json", "struct", FeatureList.of(FeatureList.inJson(columns(schema).type()))));
    if (schema.options().latents()) {
      Object rows = Map.of("list", "float16");
      members.add(FeatureList.named("latent.npy", "list", Map.of("list", rows)));
    }
    members.add(FeatureList.named(schema.options().image().extension(), "dtype", "image"));
    for (String text : List.of("txt", "__key__", "__url__")) {
      members.add(FeatureList.named(text, "dtype", "string"));
    }
    return members;
  }
}
