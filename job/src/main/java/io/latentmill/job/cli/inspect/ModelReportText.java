package io.latentmill.job.cli.inspect;

import io.latentmill.udf.weights.FileDigest;
import java.util.Locale;
import java.util.stream.Collectors;

/** A {@link ModelReport} for people. */
public final class ModelReportText {
  private static final String UNKNOWN = "unknown";

  private ModelReportText() {}

  /** The report's lines. */
  public static String of(ModelReport report) {
    return head(report) + networks(report) + files(report) + verdict(report);
  }

  private static String head(ModelReport report) {
    return line("model", report.model())
        + line("family", report.family().orElse(UNKNOWN))
        + line("size", report.size().map(Object::toString).orElse(UNKNOWN))
        + line("scheduler", report.scheduler().map(ModelReportText::scheduler).orElse(UNKNOWN))
        + line("defaults", report.defaults().map(ModelReportText::defaults).orElse(UNKNOWN))
        + line("SHA-256", report.sha256());
  }

  private static String scheduler(ModelReport.Scheduler scheduler) {
    return "%s (%s)".formatted(scheduler.sampler(), scheduler.diffusersClass());
  }

  private static String defaults(ModelReport.Defaults defaults) {
    return "steps %d, guidance_scale %s, guidance_rescale %s"
        .formatted(defaults.steps(), defaults.guidanceScale(), defaults.guidanceRescale());
  }

  private static String line(String name, String value) {
    return "%-10s %s%n".formatted(name, value);
  }

  private static String networks(ModelReport report) {
    return report.networks().stream()
        .map(
            network ->
                String.format(
                    Locale.ROOT,
                    "%-16s %,9d %,16d %,16d  %s%n",
                    network.name(),
                    network.tensors(),
                    network.parameters(),
                    network.bytes(),
                    String.join(" ", network.dtypes().keySet())))
        .collect(
            Collectors.joining(
                "",
                "%n%-16s %9s %16s %16s  %s%n"
                    .formatted("network", "tensors", "parameters", "bytes", "dtype"),
                ""));
  }

  private static String files(ModelReport report) {
    return report.files().stream()
        .map(ModelReportText::file)
        .collect(
            Collectors.joining(
                "", "%n%16s  %-64s  %s%n".formatted("bytes", "SHA-256", "file"), ""));
  }

  private static String file(FileDigest file) {
    return String.format(Locale.ROOT, "%,16d  %s  %s%n", file.bytes(), file.sha256(), file.name());
  }

  private static String verdict(ModelReport report) {
    return report.faults().isEmpty()
        ? "%nIt can run.%n".formatted()
        : report.faults().stream()
            .map("  %s%n"::formatted)
            .collect(Collectors.joining("", "%nIt cannot run:%n".formatted(), ""));
  }
}
