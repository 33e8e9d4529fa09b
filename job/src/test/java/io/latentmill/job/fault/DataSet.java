package io.latentmill.job.fault;

import io.latentmill.job.ledger.AttemptOutput;
import io.latentmill.job.ledger.DataFile;
import io.latentmill.job.ledger.Manifest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.example.GroupReadSupport;

/**
 * What a reader finds that globs {@code data/} and knows of no manifest.
 *
 * @param files by path relative to the output
 */
record DataSet(SortedMap<String, byte[]> files) {
  private static final String PARQUET = "data/parquet/";
  private static final String TELEMETRY = "_latentmill/telemetry/";

  static DataSet of(Output output) {
    return new DataSet(output.files());
  }

  /** SHA-256 of every data file by its name without the attempt; fails if a name is there twice. */
  SortedMap<String, String> data() {
    SortedMap<String, String> data = new TreeMap<>();
    files.forEach(
        (path, bytes) -> {
          if (path.startsWith("data/") && data.put(withoutAttempt(path), sha256(bytes)) != null) {
            throw new AssertionError("Twice in the data: " + path);
          }
        });
    return data;
  }

  /** {@code data/parquet/train-000001.parquet}; the sealed names of a chunk keep its number. */
  private static String withoutAttempt(String path) {
    return path.replaceFirst("/(\\d+)-\\d+\\.\\d+/", "/$1/");
  }

  /** Every id in the Parquet shards, as often as it is there, sorted. */
  List<String> ids() {
    return rows(PARQUET).stream().map(row -> text(row, "id")).sorted().toList();
  }

  /** What is said of failed rows, by id. */
  Map<String, String> failures() {
    return rows(PARQUET).stream()
        .filter(row -> text(row, "status").equals("failed"))
        .collect(
            Collectors.toMap(
                row -> text(row, "id"),
                row -> text(row, "failure_kind") + ": " + text(row, "message")));
  }

  List<Group> telemetry() {
    return rows(TELEMETRY);
  }

  static String text(Group row, String column) {
    return row.getString(column, 0);
  }

  /**
   * What {@code verify} looks at: every file is named once, with its bytes, and no other is there.
   */
  static SortedMap<String, String> named(List<Manifest> manifests) {
    SortedMap<String, String> named = new TreeMap<>();
    for (Manifest manifest : manifests) {
      for (AttemptOutput output : manifest.outputs()) {
        for (DataFile file : output.files()) {
          named.put(output.directory() + "/" + file.name(), file.sha256());
        }
      }
    }
    return named;
  }

  /** The files that manifests are to name, with their SHA-256. */
  SortedMap<String, String> nameable() {
    Predicate<String> inChunk =
        path ->
            path.startsWith("data/") || path.matches("_latentmill/(sidecar|telemetry|parts)/.*");
    SortedMap<String, String> found = new TreeMap<>();
    files.forEach(
        (path, bytes) -> {
          if (inChunk.test(path)) {
            found.put(path, sha256(bytes));
          }
        });
    return found;
  }

  private List<Group> rows(String folder) {
    List<Group> rows = new ArrayList<>();
    files.forEach(
        (path, bytes) -> {
          if (path.startsWith(folder)) {
            rows.addAll(read(bytes));
          }
        });
    return rows;
  }

  private static List<Group> read(byte[] parquet) {
    try {
      Path file = Files.createTempFile("shard", ".parquet");
      try {
        Files.write(file, parquet);
        return read(new org.apache.hadoop.fs.Path(file.toUri()));
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read a Parquet file", e);
    }
  }

  private static List<Group> read(org.apache.hadoop.fs.Path file) throws IOException {
    List<Group> rows = new ArrayList<>();
    try (ParquetReader<Group> reader =
        ParquetReader.builder(new GroupReadSupport(), file)
            .withConf(new Configuration(false))
            .build()) {
      for (Group row = reader.read(); row != null; row = reader.read()) {
        rows.add(row);
      }
    }
    return rows;
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
