package io.latentmill.job.sink.stored;

import io.latentmill.job.ledger.AttemptOutput;
import io.latentmill.job.ledger.Manifest;
import io.latentmill.job.sink.commit.OutputArea;
import io.latentmill.job.sink.metadata.Telemetry;
import java.io.Serializable;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.fs.Path;

/**
 * Where a committed chunk can be read from, for a task.
 *
 * @param format the one to read
 * @param directories of the chunk's attempt by the names that its manifest gives their places
 */
public record StoredChunk(StoredFormat format, TreeMap<String, Path> directories)
    implements Serializable {

  /** The chunk of a manifest, in one of its formats. */
  public static StoredChunk of(StoredFormat format, Path output, Manifest manifest) {
    TreeMap<String, Path> directories = new TreeMap<>();
    for (AttemptOutput place : manifest.outputs()) {
      directories.put(place.format(), new Path(output, place.directory()));
    }
    return new StoredChunk(format, directories);
  }

  /** The chunk's directory in an area. */
  public Path directory(OutputArea area) {
    return Optional.ofNullable(directories.get(area.label()))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Cannot read a chunk's %s: its manifest names only %s"
                        .formatted(area.label(), directories.keySet())));
  }

  Path rows(int shard) {
    return format.rows(this, shard);
  }

  Path failures(int shard) {
    return format.failures(this, shard);
  }

  /** The file with a shard's timings. */
  Path telemetry(int shard) {
    return new Path(directory(OutputArea.TELEMETRY), Telemetry.fileName(shard));
  }
}
