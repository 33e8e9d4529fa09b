package io.latentmill.job.report;

import io.latentmill.udf.image.ImageFormat;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** The page of a training: loss curves, samples before and after, what failed. */
public final class TrainingPage {
  /** The page's path in the output. */
  public static final String PATH = ReportPage.PATH;

  private final TrainingFacts facts;
  private final Html page = new Html();

  private TrainingPage(TrainingFacts facts) {
    this.facts = facts;
  }

  /** The page's text. */
  public static byte[] html(TrainingFacts facts) {
    TrainingPage page = new TrainingPage(facts);
    page.write();
    return page.page.toString().getBytes(StandardCharsets.UTF_8);
  }

  private void write() {
    long failed = facts.adapters().stream().filter(it -> !it.failure().isEmpty()).count();
    ReportPage.head(page, facts.title());
    page.markup("<body>\n<header><div class=\"wide\"><p class=\"brand\">latentmill</p>");
    page.element("h1", facts.title());
    page.markup("<p class=\"lead\">")
        .text(
            "%s adapters trained for %s, %s failed"
                .formatted(
                    Numbers.count(facts.adapters().size() - failed),
                    facts.model(),
                    Numbers.count(failed)))
        .markup("</p></div></header>\n<main>\n");
    facts.adapters().forEach(this::adapter);
    page.markup("<section aria-labelledby=\"run\"><h2 id=\"run\">Model and options</h2>\n");
    page.markup("<dl class=\"settings\">");
    for (Map.Entry<String, String> entry : facts.settings().entrySet()) {
      page.markup("<div>").element("dt", entry.getKey()).element("dd", entry.getValue());
      page.markup("</div>");
    }
    page.markup("</dl></section>\n</main>\n</body>\n</html>\n");
  }

  private void adapter(TrainingFacts.Adapter adapter) {
    page.markup("<section>").element("h2", adapter.name());
    page.markup("<p>");
    page.text(
        adapter.failure().isEmpty()
            ? "%s examples, %s steps"
                .formatted(
                    Numbers.count(adapter.examples()), Numbers.count(adapter.losses().length))
            : "failed: " + adapter.failure());
    page.markup("</p>\n");
    LossCurve.write(page, adapter.losses());
    for (TrainingFacts.Sample sample : adapter.samples()) {
      page.markup("<figure>");
      image(sample.before(), "before training");
      image(sample.after(), "after training");
      page.markup("<figcaption>").text(sample.prompt()).markup(": before and after</figcaption>");
      page.markup("</figure>\n");
    }
    page.markup("</section>\n");
  }

  private void image(byte[] png, String name) {
    page.markup("<img alt=\"" + name + "\" src=\"");
    page.markup(Thumbnail.dataUri(name, png, ImageFormat.PNG)).markup("\"> ");
  }
}
