package io.latentmill.job.sink;

import io.latentmill.job.ledger.AttemptOutput;
import io.latentmill.job.ledger.Manifest;
import java.io.Serializable;
import java.util.Arrays;
import org.apache.hadoop.fs.Path;

/**
 * Where a committed chunk can be read from, for a task: the format that has its rows with the least
 * effort (Parquet, else tar and sidecar, else image files).
 *
 * @param format the one to read
 * @param data its directory
 * @param sidecar the sidecar's directory; the data's if there is none
 * @param telemetry the telemetry's directory; the data's if there is none
 */
public record StoredChunk(SinkFormat format, Path data, Path sidecar, Path telemetry)
    implements Serializable {

  /** The chunk of a manifest. */
  public static StoredChunk of(Path output, Manifest manifest) {
    SinkFormat format =
        Arrays.stream(SinkFormat.values())
            .filter(candidate -> manifest.output(candidate.label()).isPresent())
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "Cannot read chunk attempt " + manifest.attempt() + ": it has no data"));
    AttemptOutput data = manifest.output(format.label()).orElseThrow();
    AttemptOutput sidecar = manifest.output("sidecar").orElse(data);
    AttemptOutput telemetry = manifest.output("telemetry").orElse(data);
    return new StoredChunk(
        format,
        new Path(output, data.directory()),
        new Path(output, sidecar.directory()),
        new Path(output, telemetry.directory()));
  }

  /** The file with the generated rows of a shard; of the format {@code files} of the chunk. */
  Path rows(int shard) {
    return switch (format) {
      case PARQUET -> new Path(data, ShardNames.parquet(shard));
      case WEBDATASET -> new Path(sidecar, ShardNames.sidecar(shard));
      case FILES -> new Path(data, FilesMetadata.GENERATED);
    };
  }

  /** The file with the failed rows of a shard; of the format {@code files} of the chunk. */
  Path failures(int shard) {
    return format == SinkFormat.FILES ? new Path(data, FilesMetadata.FAILED) : rows(shard);
  }

  /** The file with a shard's timings. */
  Path telemetry(int shard) {
    return new Path(telemetry, ShardNames.telemetry(shard));
  }
}
