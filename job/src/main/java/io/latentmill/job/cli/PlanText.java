package io.latentmill.job.cli;

import io.latentmill.job.plan.PlanReport;
import java.util.List;
import java.util.Locale;

/** A {@link PlanReport} for people. */
final class PlanText {
  private PlanText() {}

  static String of(PlanReport report) {
    return counts(report)
        + shares("largest buckets", report.buckets())
        + shares("refused", report.reasons())
        + changed(report);
  }

  private static String counts(PlanReport report) {
    return line("rows", "%,d", report.rows())
        + line("images", "%,d, of them %,d refused", report.images(), report.invalid())
        + line("buckets", "%,d", report.bucketCount())
        + line("chunks", "%,d", report.chunks())
        + line("shards", "%,d", report.shards())
        + line("batches", "%,d", report.batches())
        + line("bytes", "about %,d", report.bytes())
        + line("device hours", "about %.2f", report.deviceHours());
  }

  private static String line(String name, String form, Object... values) {
    return String.format(
        Locale.ROOT, "%-12s  %s%n", name, String.format(Locale.ROOT, form, values));
  }

  private static String shares(String title, List<PlanReport.Share> shares) {
    if (shares.isEmpty()) {
      return "";
    }
    StringBuilder text = new StringBuilder("%n%s%n".formatted(title));
    shares.forEach(
        share ->
            text.append(String.format(Locale.ROOT, "%,12d  %s%n", share.images(), share.what())));
    return text.toString();
  }

  private static String changed(PlanReport report) {
    return report.changed() == 0
        ? ""
        : String.format(
            Locale.ROOT,
            "%n%,d rows have changed under ids that are planned already; --changed says what becomes"
                + " of them: %s%n",
            report.changed(),
            String.join(", ", report.changedExamples()));
  }
}
