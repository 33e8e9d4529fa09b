package io.latentmill.job.cli;

import io.latentmill.job.plan.PlanColumns;
import java.util.List;
import org.apache.spark.sql.Row;

/** Planned rows for people: what is known of each before it is generated. */
final class PreviewText {
  private PreviewText() {}

  static String of(List<Row> rows) {
    if (rows.isEmpty()) {
      return "";
    }
    StringBuilder text = new StringBuilder("%nfirst rows%n".formatted());
    rows.forEach(row -> text.append(line(row)));
    return text.toString();
  }

  private static String line(Row row) {
    String refused = row.getAs(PlanColumns.INVALID);
    if (refused != null) {
      return "  %s  refused: %s%n".formatted(row.<String>getAs("id"), refused);
    }
    String sampler = row.getAs("sampler");
    return "  %s  seed %d, %dx%d, %d steps%s: %s%n"
        .formatted(
            row.<String>getAs("id"),
            row.<Long>getAs("seed"),
            row.<Integer>getAs("width"),
            row.<Integer>getAs("height"),
            row.<Integer>getAs("steps"),
            sampler == null ? "" : ", " + sampler,
            row.<String>getAs("prompt"));
  }
}
