package io.latentmill.job.plan;

import io.latentmill.udf.request.ImageSize;
import io.latentmill.udf.sql.row.RowDefaults;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Small prompt tables and plans of them, made with the test's session. */
public final class Tables {
  public static final RowDefaults DEFAULTS =
      RowDefaults.of(new ImageSize(64, 64), Map.of(), 512 * 512);
  public static final PlanOptions OPTIONS = new PlanOptions(2, 4, 1 << 30, 8, 1.5);

  private Tables() {}

  /** A JSON-lines table. */
  public static String json(Path directory, String... lines) throws IOException {
    return file(directory, "table.jsonl", String.join("\n", lines) + "\n");
  }

  public static String file(Path directory, String name, String text) throws IOException {
    Files.createDirectories(directory);
    return Files.writeString(directory.resolve(name), text).toString();
  }

  public static PlanDraft draft(String table, Optional<Plan> plan) {
    return PlanDraft.of(
        SparkSession.active(),
        table,
        TablePart.ALL,
        DEFAULTS,
        OPTIONS,
        path -> false,
        ChangedRows.KEEP,
        plan,
        Set.of());
  }

  /** The plan's rows in plan order. */
  public static List<Row> rows(String table) {
    return rows(table, OPTIONS);
  }

  public static List<Row> rows(String table, PlanOptions options) {
    try (PlanDraft draft =
        PlanDraft.of(
            SparkSession.active(),
            table,
            TablePart.ALL,
            DEFAULTS,
            options,
            path -> false,
            ChangedRows.KEEP,
            Optional.empty(),
            Set.of())) {
      return draft.placed().sort(PlanColumns.BATCH, PlanColumns.SLOT).collectAsList();
    }
  }

  /** Values of some columns, one text for each row. */
  public static List<String> shown(List<Row> rows, String... columns) {
    return rows.stream()
        .map(
            row ->
                String.join(
                    " ",
                    List.of(columns).stream()
                        .map(it -> String.valueOf(row.<Object>getAs(it)))
                        .toList()))
        .toList();
  }
}
