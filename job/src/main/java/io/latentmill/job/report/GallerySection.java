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
    String source = Html.escape(tile.source());
    page.markup("<figure><a href=\"" + source + "\"><img loading=\"lazy\" decoding=\"async\" ");
    page.markup("width=\"" + tile.width() + "\" height=\"" + tile.height() + "\" src=\"" + source);
    page.markup("\" alt=\"" + Html.escape(tile.prompt()) + "\"></a><figcaption>");
    page.markup("<p class=\"prompt\" title=\"" + Html.escape(tile.prompt()) + "\">");
    page.text(tile.prompt()).markup("</p><p class=\"made\">");
    page.text(
        "%s · %d steps · guidance %s · seed %d"
            .formatted(
                tile.sampler(), tile.steps(), Numbers.plain(tile.guidanceScale()), tile.seed()));
    page.markup("</p><p class=\"id\">").text(tile.id()).markup("</p></figcaption></figure>\n");
  }
}
