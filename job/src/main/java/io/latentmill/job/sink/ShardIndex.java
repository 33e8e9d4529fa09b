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

  private void add(AttemptOutput chunk) {
    shards.addAll(format.format().indexEntries(chunk));
  }

  /** The entry of a shard that is one file. */
  static Map<String, Object> file(AttemptOutput chunk, DataFile file) {
    Map<String, Object> shard =
        entry(chunk.directory() + "/" + file.name(), file.rows(), file.bytes());
    shard.put("sha256", file.sha256());
    return shard;
  }

  /**
   * A shard's entry.
   *
   * @param path relative to the output
   * @param samples that a reader finds in it
   */
  static Map<String, Object> entry(String path, long samples, long bytes) {
    Map<String, Object> shard = new LinkedHashMap<>();
    shard.put("url", UP + path);
    shard.put("nsamples", samples);
    shard.put("filesize", bytes);
    return shard;
  }

  private Map<String, Object> document() {
    Map<String, Object> document = format.format().indexHeader();
    document.put("name", "train");
    document.put("shardlist", shards);
    return document;
  }
}
