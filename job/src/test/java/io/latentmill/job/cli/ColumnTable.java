package io.latentmill.job.cli;

import io.latentmill.udf.request.RequestColumn;
import java.util.Arrays;
import java.util.stream.Collectors;

/** The prompt table's columns as the README lists them. */
final class ColumnTable {
  private ColumnTable() {}

  static String markdown() {
    return Arrays.stream(RequestColumn.values())
        .map(ColumnTable::row)
        .collect(
            Collectors.joining(
                "\n",
                "| column | type | default | shared by a batch | meaning |\n|---|---|---|---|---|\n",
                ""));
  }

  private static String row(RequestColumn column) {
    return "| `%s` | %s | %s | %s | %s |"
        .formatted(
            column.label(),
            column.kind().description().replaceFirst("^an? ", ""),
            column.whenNull().text(),
            column.sharing().text(),
            column.meaning());
  }
}
