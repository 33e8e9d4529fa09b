package io.latentmill.job.sink.commit;

import java.util.Locale;
import org.apache.hadoop.fs.Path;

/** A folder of the output that holds one directory per chunk attempt. */
public enum OutputArea {
  /** Shards of the format {@code parquet}. */
  PARQUET("data/parquet"),
  /** Shards of the format {@code webdataset}. */
  WEBDATASET("data/webdataset"),
  /** Images of the format {@code files}, with their metadata. */
  FILES("data/files"),
  /** All rows and the counts of every tar. */
  SIDECAR("_latentmill/sidecar"),
  /** What differs from run to run. */
  TELEMETRY("_latentmill/telemetry"),
  /** Per-shard parts of a chunk's metadata; gone when the chunk is sealed. */
  PARTS("_latentmill/parts");

  private final String folder;

  OutputArea(String folder) {
    this.folder = folder;
  }

  /** The name in manifests: {@code parquet}, {@code sidecar}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The folder, relative to the output. */
  public String folder() {
    return folder;
  }

  /** The directory of one chunk attempt ({@code 000003-7.1}). */
  public Path directory(Path output, String attempt) {
    return new Path(output, folder + "/" + attempt);
  }
}
