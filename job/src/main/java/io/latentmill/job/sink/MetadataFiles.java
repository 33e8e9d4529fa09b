package io.latentmill.job.sink;

import io.latentmill.job.ledger.AttemptOutput;
import io.latentmill.job.ledger.DataFile;
import io.latentmill.job.ledger.Manifest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** The Parquet files that hold every row of a committed output once, whatever its formats. */
public final class MetadataFiles {
  private static final String PARQUET = ".parquet";

  private MetadataFiles() {}

  /** Paths relative to the output, in the order of the chunks. */
  public static List<String> of(Iterable<Manifest> manifests) {
    List<String> paths = new ArrayList<>();
    manifests.forEach(manifest -> paths.addAll(of(manifest)));
    return paths;
  }

  /** Those of one chunk: of the format that names them most directly. */
  public static List<String> of(Manifest manifest) {
    return files(manifest, "parquet", name -> true)
        .or(() -> files(manifest, "sidecar", name -> name.endsWith(PARQUET)))
        .or(() -> files(manifest, "files", MetadataFiles::ofImageFolder))
        .orElse(List.of());
  }

  /** Of a chunk of the format {@code files}: the file with its generated rows. */
  public static String imageFolder(Manifest manifest) {
    return manifest.output("files").orElseThrow().directory() + "/" + FilesMetadata.GENERATED;
  }

  /** Files with timings and devices, by the same rules. */
  public static List<String> telemetry(Iterable<Manifest> manifests) {
    List<String> paths = new ArrayList<>();
    manifests.forEach(
        manifest -> files(manifest, "telemetry", name -> true).ifPresent(paths::addAll));
    return paths;
  }

  private static boolean ofImageFolder(String name) {
    return name.equals(FilesMetadata.GENERATED) || name.equals(FilesMetadata.FAILED);
  }

  private static Optional<List<String>> files(
      Manifest manifest, String place, Predicate<String> wanted) {
    return manifest.output(place).map(output -> paths(output, wanted));
  }

  private static List<String> paths(AttemptOutput output, Predicate<String> wanted) {
    return output.files().stream()
        .map(DataFile::name)
        .filter(wanted)
        .map(name -> output.directory() + "/" + name)
        .toList();
  }
}
