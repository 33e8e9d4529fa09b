package io.latentmill.job.plan;

import io.latentmill.udf.request.LatentmillException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The file formats of prompt tables, told by a file name's extension. */
enum TableFormat {
  PARQUET(".parquet", ".parq"),
  CSV(".csv", ".csv.gz", ".csv.bz2"),
  TSV(".tsv", ".tsv.gz"),
  JSON_LINES(".jsonl", ".ndjson", ".json", ".jsonl.gz", ".ndjson.gz", ".json.gz");

  private final List<String> extensions;

  TableFormat(String... extensions) {
    this.extensions = List.of(extensions);
  }

  /** Whether numbers may come as text: these formats have no types, or take mixed ones as text. */
  boolean fromText() {
    return this != PARQUET;
  }

  static Optional<TableFormat> ofFile(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return Arrays.stream(values())
        .filter(format -> format.extensions.stream().anyMatch(lower::endsWith))
        .findFirst();
  }

  /** The one format of a table's files. */
  static TableFormat ofFiles(String table, List<String> names) {
    List<TableFormat> formats =
        names.stream().flatMap(name -> ofFile(name).stream()).distinct().toList();
    if (formats.isEmpty()) {
      throw LatentmillException.user(
          "Cannot read prompt table %s: no file with the extension of Parquet, CSV or JSON lines",
          table);
    }
    if (formats.size() > 1) {
      throw LatentmillException.user(
          "Cannot read prompt table %s: its files are of several formats, %s", table, formats);
    }
    return formats.get(0);
  }
}
