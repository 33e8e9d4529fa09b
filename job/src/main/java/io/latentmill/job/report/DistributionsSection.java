package io.latentmill.job.report;

import io.latentmill.job.report.ReportFacts.Distribution;
import io.latentmill.job.report.ReportFacts.Share;
import java.util.List;
import java.util.Locale;

/** How images spread over samplers, sizes and flags: bars that are tables to a screen reader. */
final class DistributionsSection {
  private DistributionsSection() {}

  static void write(Html page, List<Distribution> distributions) {
    if (distributions.stream().allMatch(distribution -> distribution.shares().isEmpty())) {
      return;
    }
    page.markup("<section aria-labelledby=\"spread\"><h2 id=\"spread\">What was made</h2>\n");
    page.markup("<div class=\"columns\">");
    distributions.stream()
        .filter(distribution -> !distribution.shares().isEmpty())
        .forEach(distribution -> table(page, distribution));
    page.markup("</div></section>\n");
  }

  private static void table(Html page, Distribution distribution) {
    long most = distribution.shares().stream().mapToLong(Share::rows).max().orElse(1);
    page.markup("<table class=\"bars\"><caption>").text("Images by " + distribution.property());
    page.markup("</caption><tbody>");
    for (Share share : distribution.shares()) {
      double width = 100.0 * share.rows() / most;
      page.markup("<tr><th scope=\"row\">").text(share.value()).markup("</th><td class=\"bar\">");
      page.markup(String.format(Locale.ROOT, "<span style=\"width:%.1f%%\"></span>", width));
      page.markup("</td><td class=\"n\">").text(Numbers.count(share.rows())).markup("</td></tr>");
    }
    page.markup("</tbody></table>");
  }
}
