package io.latentmill.job.report;

/** The few numbers that matter most, in large type. */
final class FiguresSection {
  private FiguresSection() {}

  static void write(Html page, ReportFacts facts) {
    long failed = facts.rows().failedRows();
    page.markup("<section aria-label=\"Figures\"><dl class=\"figures\">");
    figure(page, "images", Numbers.count(facts.rows().generated()), "good");
    if (failed > 0) {
      page.markup("<div class=\"figure bad\"><dt><a href=\"#failures\">failed rows</a></dt>");
      page.element("dd", Numbers.count(failed)).markup("</div>");
    } else {
      figure(page, "failed rows", "0", "good");
    }
    figure(page, "succeeded", Numbers.percent(succeeded(facts)), "");
    figure(page, "data", Numbers.bytes(facts.bytes()), "");
    double rate =
        facts.devices().stream().mapToDouble(ReportFacts.DeviceRate::imagesPerSecond).sum();
    if (rate > 0) {
      figure(page, "images/s on all devices", Numbers.rate(rate), "");
    }
    page.markup("</dl></section>\n");
  }

  private static double succeeded(ReportFacts facts) {
    long rows = facts.rows().rows();
    return rows == 0 ? 1 : (double) facts.rows().generated() / rows;
  }

  private static void figure(Html page, String name, String value, String style) {
    page.markup("<div class=\"figure " + style + "\">");
    page.element("dt", name).element("dd", value).markup("</div>");
  }
}
