package io.latentmill.job.report;

import io.latentmill.job.report.ReportFacts.Tile;
import java.util.List;

/** Some images with what made them. */
final class GallerySection {
  private GallerySection() {}

  static void write(Html page, List<Tile> tiles, long generated) {
    if (tiles.isEmpty()) {
      return;
    }
    page.markup("<section aria-labelledby=\"gallery\" class=\"full\">");
    page.markup("<h2 id=\"gallery\">Gallery</h2><p class=\"note\">");
    page.text(note(tiles.size(), generated)).markup("</p>\n<div class=\"gallery\">\n");
    tiles.forEach(tile -> tile(page, tile));
    page.markup("</div></section>\n");
  }

  private static String note(int shown, long generated) {
    return shown >= generated
        ? "All images."
        : "%s of %s images, taken evenly from the shards."
            .formatted(Numbers.count(shown), Numbers.count(generated));
  }

  private static void tile(Html page, Tile tile) {
    page.markup("<figure>");
    image(page, tile);
    page.markup("<figcaption><p class=\"prompt\" title=\"" + Html.escape(tile.prompt()) + "\">");
    if (tile.prompt().isBlank()) {
      page.markup("<em>empty prompt</em>");
    } else {
      page.text(tile.prompt());
    }
    page.markup("</p><p class=\"made\">").text(tile.sampler());
    page.text(" · " + tile.steps() + "\u00a0steps · guidance\u00a0");
    page.text(Numbers.plain(tile.guidanceScale()) + " · seed\u00a0" + tile.seed());
    page.markup("</p><p class=\"id\">").text(tile.id()).markup("</p></figcaption></figure>\n");
  }

  /** A link to the file where there is one: browsers do not follow links to data URIs. */
  private static void image(Html page, Tile tile) {
    boolean linked = !tile.source().startsWith("data:");
    String source = Html.escape(tile.source());
    page.markup(linked ? "<a href=\"" + source + "\">" : "");
    page.markup("<img loading=\"lazy\" decoding=\"async\" width=\"" + tile.width());
    page.markup("\" height=\"" + tile.height() + "\" src=\"" + source);
    page.markup("\" alt=\"" + Html.escape(tile.prompt()) + "\">").markup(linked ? "</a>" : "");
  }
}
