package io.latentmill.job.sink;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.latentmill.job.ledger.AttemptOutput;
import io.latentmill.job.ledger.DataFile;
import io.latentmill.job.ledger.Manifest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code _latentmill/index/FORMAT.json}: the shards in order with their sample counts, so that a
 * reader can seek without opening any. For webdataset it has the form that wids reads ({@code
 * wids-shard-index-v1}), with paths relative to the index.
 */
public final class ShardIndex {
  /** From the index's folder to the output. */
  private static final String UP = "../../";

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final SinkFormat format;
  private final List<Map<String, Object>> shards = new ArrayList<>();

  private ShardIndex(SinkFormat format) {
    this.format = format;
  }

  /** The index's path, relative to the output. */
  public static String path(SinkFormat format) {
    return "_latentmill/index/" + format.label() + ".json";
  }

  /**
   * The index's text.
   *
   * @param manifests of all chunks, in order
   */
  public static byte[] json(SinkFormat format, Iterable<Manifest> manifests) {
    ShardIndex index = new ShardIndex(format);
    manifests.forEach(index::add);
    try {
      return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(index.document());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot write the index of " + format.label(), e);
    }
  }

  private void add(Manifest manifest) {
    manifest.output(format.label()).ifPresent(this::add);
  }

  private void add(AttemptOutput output) {
    if (format == SinkFormat.FILES) {
      shards.add(directory(output));
      return;
    }
    for (DataFile file : output.files()) {
      shards.add(shard(output.directory() + "/" + file.name(), file));
    }
  }

  private Map<String, Object> shard(String path, DataFile file) {
    Map<String, Object> shard = new LinkedHashMap<>();
    shard.put("url", UP + path);
    shard.put("nsamples", file.rows());
    shard.put("filesize", file.bytes());
    shard.put("sha256", file.sha256());
    return shard;
  }

  /** Of the format files a directory is a shard; its samples are the images. */
  private static Map<String, Object> directory(AttemptOutput output) {
    Map<String, Object> shard = new LinkedHashMap<>();
    shard.put("url", UP + output.directory());
    shard.put(
        "nsamples",
        output.files().stream()
            .filter(file -> file.name().equals(FilesMetadata.GENERATED))
            .mapToLong(DataFile::rows)
            .sum());
    shard.put("filesize", output.files().stream().mapToLong(DataFile::bytes).sum());
    return shard;
  }

  private Map<String, Object> document() {
    Map<String, Object> document = new LinkedHashMap<>();
    boolean wids = format == SinkFormat.WEBDATASET;
    document.put("__kind__", wids ? "wids-shard-index-v1" : "latentmill-shard-index-v1");
    if (wids) {
      document.put("wids_version", 1);
    }
    document.put("name", "train");
    document.put("shardlist", shards);
    return document;
  }
}
