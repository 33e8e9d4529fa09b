package io.latentmill.job.plan.table;

import io.latentmill.udf.request.LatentmillException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The file formats of prompt tables, told by a file name's extension or, where no file has one, by
 * the bytes that a file begins with.
 */
enum TableFormat {
  PARQUET(".parquet", ".parq"),
  ORC(".orc"),
  CSV(".csv"),
  TSV(".tsv"),
  JSON_LINES(".jsonl", ".ndjson", ".json");

  private static final String ZSTD = ".zst";

  /** Of compressed text. */
  private static final List<String> COMPRESSIONS = List.of(".gz", ".bz2");

  private final List<String> extensions;

  TableFormat(String... extensions) {
    this.extensions = List.of(extensions);
  }

  /** Whether numbers may come as text: these formats have no types, or take mixed ones as text. */
  boolean fromText() {
    return this != PARQUET && this != ORC;
  }

  static Optional<TableFormat> ofFile(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return Arrays.stream(values())
        .filter(format -> format.extensions.stream().anyMatch(it -> format.names(lower, it)))
        .findFirst();
  }

  /** By a file's first bytes; text has none of its own. */
  static Optional<TableFormat> ofMagic(byte[] start) {
    String text = new String(start, StandardCharsets.ISO_8859_1);
    if (text.startsWith("PAR1")) {
      return Optional.of(PARQUET);
    }
    return text.startsWith("ORC") ? Optional.of(ORC) : Optional.empty();
  }

  private boolean names(String file, String extension) {
    return file.endsWith(extension)
        || fromText() && COMPRESSIONS.stream().anyMatch(it -> file.endsWith(extension + it));
  }

  /** The one format of a table's files. */
  static TableFormat ofFiles(String table, List<String> names) {
    List<TableFormat> formats =
        names.stream().flatMap(name -> ofFile(name).stream()).distinct().toList();
    if (formats.isEmpty() && names.stream().anyMatch(name -> name.endsWith(ZSTD))) {
      throw LatentmillException.user(
          "Cannot read prompt table %s: zstd takes native code of Hadoop that few machines have;"
              + " compress it by gzip or bzip2 (zstd -dc FILE | gzip), or not at all",
          table);
    }
    if (formats.isEmpty()) {
      throw LatentmillException.user(
          "Cannot read prompt table %s: no file with the extension of Parquet, ORC, CSV or JSON"
              + " lines, as they are or compressed by gzip or bzip2",
          table);
    }
    if (formats.size() > 1) {
      throw LatentmillException.user(
          "Cannot read prompt table %s: its files are of several formats, %s", table, formats);
    }
    return formats.get(0);
  }
}
