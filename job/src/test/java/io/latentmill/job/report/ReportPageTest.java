package io.latentmill.job.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentmill.job.ledger.RowCounts;
import io.latentmill.job.report.ReportFacts.DeviceRate;
import io.latentmill.job.report.ReportFacts.Distribution;
import io.latentmill.job.report.ReportFacts.Failure;
import io.latentmill.job.report.ReportFacts.Model;
import io.latentmill.job.report.ReportFacts.Share;
import io.latentmill.job.report.ReportFacts.Tile;
import io.latentmill.udf.request.FailureKind;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReportPageTest {
  private static final String HOSTILE = "\"><script>alert('x')</script>&\n\u0000";
  private static final String SAFE =
      "&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;  ";

  private static String page(RowCounts rows, List<Failure> failures, List<Tile> tiles) {
    ReportFacts facts =
        new ReportFacts(
            HOSTILE,
            rows,
            1_234_567,
            new Model(HOSTILE, "0123"),
            Map.of("steps", HOSTILE),
            failures,
            List.of(new Distribution("sampler", List.of(new Share(HOSTILE, 3)))),
            List.of(new DeviceRate("1 / cpu", 4, 2000)),
            tiles);
    return new String(ReportPage.html(facts), StandardCharsets.UTF_8);
  }

  private static Tile tile() {
    return new Tile(HOSTILE, HOSTILE, -5, HOSTILE, 30, 7.5, 64, 32, "data:image/png;base64,AA==");
  }

  @Test
  void textFromTheTableIsNeverMarkup() {
    RowCounts rows = new RowCounts(3, Map.of(FailureKind.USER, 1L));
    String page = page(rows, List.of(new Failure("user", HOSTILE, 1)), List.of(tile()));
    assertThat(page).doesNotContain("<script").contains("<h1>" + SAFE + "</h1>");
    assertThat(page).contains("alt=\"" + SAFE + "\"", "<td>" + SAFE + "</td>", "<dd>" + SAFE);
  }

  @Test
  void thePageLoadsNothing() {
    String page = page(new RowCounts(1, Map.of()), List.of(), List.of(tile()));
    assertThat(page)
        .contains("default-src 'none'")
        .doesNotContain("http://", "https://", "<link", "@import", "url(");
  }

  @Test
  void figuresAreReadable() {
    RowCounts rows = new RowCounts(1234, Map.of(FailureKind.MODEL, 6L));
    assertThat(page(rows, List.of(new Failure("model", "non-finite", 4)), List.of(tile())))
        .contains("<dt>images</dt><dd>1,234</dd>", "failed rows</a></dt><dd>6</dd>")
        .contains("<dt>succeeded</dt><dd>99.5 %</dd>", "<dt>data</dt><dd>1.2 MB</dd>")
        .contains("<dt>images/s on all devices</dt><dd>2.00</dd>")
        .contains("The most frequent: 4 of 6 failed rows.")
        .contains("1 of 1,234 images, taken evenly from the shards.")
        .contains("30\u00a0steps · guidance\u00a07.5 · seed\u00a0-5");
  }

  @Test
  void nothingIsSaidOfWhatIsNotThere() {
    assertThat(page(RowCounts.NONE, List.of(), List.of()))
        .contains("<dt>succeeded</dt><dd>100.0 %</dd>")
        .doesNotContain("id=\"failures\"", "id=\"gallery\"");
  }
}
