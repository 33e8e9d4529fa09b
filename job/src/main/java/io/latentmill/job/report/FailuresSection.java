package io.latentmill.job.report;

import io.latentmill.job.report.ReportFacts.Failure;
import java.util.List;

/** What went wrong, most frequent first. */
final class FailuresSection {
  private FailuresSection() {}

  static void write(Html page, List<Failure> failures, long failed) {
    if (failures.isEmpty()) {
      return;
    }
    page.markup("<section aria-labelledby=\"failures\"><h2 id=\"failures\">Failures</h2>\n");
    long shown = failures.stream().mapToLong(Failure::rows).sum();
    if (shown < failed) {
      page.markup("<p class=\"note\">")
          .text(
              "The most frequent: %s of %s failed rows."
                  .formatted(Numbers.count(shown), Numbers.count(failed)))
          .markup("</p>");
    }
    page.markup("<div class=\"scroll\"><table><thead><tr><th scope=\"col\">kind</th>");
    page.markup("<th scope=\"col\">message</th><th scope=\"col\" class=\"n\">rows</th></tr>");
    page.markup("</thead><tbody>");
    for (Failure failure : failures) {
      page.markup("<tr><td><span class=\"kind\">").text(failure.kind()).markup("</span></td><td>");
      page.text(failure.message()).markup("</td><td class=\"n\">");
      page.text(Numbers.count(failure.rows())).markup("</td></tr>");
    }
    page.markup("</tbody></table></div></section>\n");
  }
}
