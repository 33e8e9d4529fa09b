package io.latentmill.job.ledger;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;

/** An output in a local directory, written to as a run does. */
record TestOutput(Path directory) {
  private static final EntryName PLAN = new EntryName(0, 1);

  LedgerPlace place() throws IOException {
    return LedgerPlaces.forReading(
        new org.apache.hadoop.fs.Path(directory.toUri()), new Configuration(false));
  }

  LedgerSession open(String holder) throws IOException {
    return Ledger.open(place(), TestOptions.holder(holder), TestOptions.instant());
  }

  /** Writes one file of data. */
  Manifest write(AttemptName attempt, AttemptName... superseded) throws IOException {
    Path data = directory.resolve(attempt.dataDirectory("parquet"));
    Files.createDirectories(data);
    Files.writeString(data.resolve("train-%06d.parquet".formatted(attempt.number())), "rows");
    return new Manifest(
        attempt,
        PLAN,
        List.of(new AttemptOutput("parquet", attempt.dataDirectory("parquet"), List.of())),
        new RowCounts(4, Map.of()),
        List.of(superseded));
  }

  PlanIncrement writePlan(AttemptName attempt) throws IOException {
    Files.createDirectories(directory.resolve(PlanIncrement.directory(attempt)));
    return new PlanIncrement(attempt, 0, 2, 8, List.of(), Map.of());
  }

  /** The attempt directories under data/parquet, sorted. */
  List<String> dataDirectories() throws IOException {
    return children("data/parquet");
  }

  List<String> children(String path) throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve(path))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
