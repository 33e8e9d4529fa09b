package io.latentmill.job.cli.inspect;

import io.latentmill.udf.weights.lora.AdapterReport;
import java.util.Map;
import java.util.stream.Collectors;

/** {@link AdapterReport}s for people, by the adapters' paths. */
public final class AdapterReportText {
  private AdapterReportText() {}

  /** What each adapter does, by its path. */
  public static String of(Map<String, AdapterReport> reports) {
    return reports.entrySet().stream()
        .map(report -> one(report.getKey(), report.getValue()))
        .collect(Collectors.joining());
  }

  private static String one(String path, AdapterReport report) {
    return "%n%-10s %s%n".formatted("adapter", path)
        + "%-10s %s%s%n"
            .formatted(
                "kind",
                report.kind(),
                report.base().map(base -> ", trained for " + base).orElse(""))
        + "%-10s %d of %d tensors take effect in this model%n"
            .formatted("fits", report.effective(), report.tensors())
        + report.refusal().map("  %s%n"::formatted).orElse("");
  }
}
