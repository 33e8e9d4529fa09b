package io.latentmill.job.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The page: figures, gallery, failures, distributions, model and options. It loads nothing from
 * anywhere, runs no script, and says so to the browser; prompts are shown as text whatever they
 * hold.
 */
public final class ReportPage {
  /** The page's path in the output. */
  public static final String PATH = "report/index.html";

  private static final String POLICY =
      "default-src 'none'; img-src data: file: 'self'; style-src 'unsafe-inline'";

  private final ReportFacts facts;
  private final Html page = new Html();

  private ReportPage(ReportFacts facts) {
    this.facts = facts;
  }

  /** The page's text. */
  public static byte[] html(ReportFacts facts) {
    ReportPage page = new ReportPage(facts);
    page.write();
    return page.page.toString().getBytes(StandardCharsets.UTF_8);
  }

  private void write() {
    head(page, facts.title());
    page.markup("<body>\n<header><div class=\"wide\"><p class=\"brand\">latentmill</p>");
    page.element("h1", facts.title());
    page.markup("<p class=\"lead\">").text(lead()).markup("</p></div></header>\n<main>\n");
    FiguresSection.write(page, facts);
    GallerySection.write(page, facts.gallery(), facts.rows().generated());
    FailuresSection.write(page, facts.failures(), facts.rows().failedRows());
    DistributionsSection.write(page, facts.distributions());
    devices();
    run();
    page.markup(
        "</main>\n<footer><div class=\"wide\">Made by latentmill. Every file’s SHA-256 is "
            + "in <code>_latentmill/manifests</code>; <code>latentmill verify</code> checks them."
            + "</div></footer>\n</body>\n</html>\n");
  }

  /** All before the body. */
  static void head(Html page, String title) {
    page.markup("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    page.markup("<meta http-equiv=\"Content-Security-Policy\" content=\"" + POLICY + "\">\n");
    page.markup("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    page.element("title", title + " – latentmill").markup("\n<style>\n");
    page.markup(style()).markup("</style>\n</head>\n");
  }

  private String lead() {
    return "%s images from %s prompts with %s"
        .formatted(
            Numbers.count(facts.rows().generated()),
            Numbers.count(facts.rows().rows()),
            String.join(
                ", ",
                Stream.concat(
                        Stream.of(facts.model().name()), facts.model().others().keySet().stream())
                    .toList()));
  }

  private void devices() {
    if (facts.devices().isEmpty()) {
      return;
    }
    page.markup("<section aria-labelledby=\"devices\"><h2 id=\"devices\">Devices</h2>\n");
    page.markup("<div class=\"scroll\"><table><thead><tr><th scope=\"col\">device</th>");
    page.markup("<th scope=\"col\" class=\"n\">images</th>");
    page.markup("<th scope=\"col\" class=\"n\">images/s while generating</th></tr></thead><tbody>");
    for (ReportFacts.DeviceRate device : facts.devices()) {
      page.markup("<tr><th scope=\"row\">").text(device.device()).markup("</th><td class=\"n\">");
      page.text(Numbers.count(device.images())).markup("</td><td class=\"n\">");
      page.text(Numbers.rate(device.imagesPerSecond())).markup("</td></tr>");
    }
    page.markup("</tbody></table></div></section>\n");
  }

  private void run() {
    page.markup("<section aria-labelledby=\"run\"><h2 id=\"run\">Model and options</h2>\n");
    page.markup("<dl class=\"settings\">");
    setting("model", facts.model().name());
    setting("model SHA-256", facts.model().sha256());
    facts.model().others().forEach((name, sha256) -> setting("model " + name + " SHA-256", sha256));
    for (Map.Entry<String, String> entry : facts.settings().entrySet()) {
      setting(entry.getKey(), entry.getValue());
    }
    page.markup("</dl></section>\n");
  }

  private void setting(String name, String value) {
    page.markup("<div>").element("dt", name).element("dd", value).markup("</div>");
  }

  private static String style() {
    try (InputStream style = ReportPage.class.getResourceAsStream("report.css")) {
      return new String(style.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read report.css", e);
    }
  }
}
