package io.latentmill.job.sink;

import io.latentmill.job.ledger.Manifest;
import io.latentmill.job.sink.commit.OutputArea;
import java.util.ArrayList;
import java.util.List;

/** The Parquet files that hold every row of a committed output once, whatever its formats. */
public final class MetadataFiles {
  private MetadataFiles() {}

  /** Paths relative to the output, in the order of the chunks. */
  public static List<String> of(Iterable<Manifest> manifests) {
    List<String> paths = new ArrayList<>();
    manifests.forEach(manifest -> paths.addAll(of(manifest)));
    return paths;
  }

  /** Those of one chunk: of the format that names them most directly. */
  public static List<String> of(Manifest manifest) {
    return SinkFormat.of(manifest)
        .map(format -> format.format().metadataFiles(manifest))
        .orElse(List.of());
  }

  /** Files with timings and devices. */
  public static List<String> telemetry(Iterable<Manifest> manifests) {
    List<String> paths = new ArrayList<>();
    manifests.forEach(
        manifest ->
            manifest
                .output(OutputArea.TELEMETRY.label())
                .ifPresent(output -> paths.addAll(output.paths(file -> true))));
    return paths;
  }
}
