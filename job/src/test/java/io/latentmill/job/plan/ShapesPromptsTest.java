package io.latentmill.job.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentmill.job.LocalSpark;
import io.latentmill.job.cluster.Checkout;
import io.latentmill.udf.request.GenerationRequest;
import io.latentmill.udf.request.ImageSize;
import io.latentmill.udf.request.SamplerName;
import io.latentmill.udf.sql.row.RequestRow;
import io.latentmill.udf.sql.row.RowDefaults;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The prompt table that {@code demo} generates: only what the embedded model understands. */
@ExtendWith(LocalSpark.class)
class ShapesPromptsTest {
  private static final String COLOUR =
      "(red|green|blue|yellow|purple|orange|cyan|pink|white|black)";
  private static final String OBJECT =
      "((small|large) )?" + COLOUR + " (circle|square|triangle|star|ring|cross|diamond|hexagon)";
  private static final Pattern CAPTION =
      Pattern.compile(
          "a %1$s( and a %1$s)? on a %2$s background(, (on the (left|right)|at the (top|bottom)))?"
                  .formatted(OBJECT, COLOUR)
              + "|%1$s, %2$s background|a picture of a %1$s with a %2$s background"
                  .formatted(OBJECT, COLOUR));

  @Test
  void everyRowIsWithinWhatTheModelLearnt() {
    List<Row> rows = rows();
    List<GenerationRequest> requests = rows.stream().map(RequestRow::decode).toList();

    assertThat(rows).allMatch(row -> row.getAs(PlanColumns.INVALID) == null);
    assertThat(requests).hasSizeGreaterThanOrEqualTo(64);
    assertThat(requests).allMatch(it -> CAPTION.matcher(it.prompt()).matches());
    assertThat(requests).allMatch(it -> it.steps() >= 15 && it.steps() <= 30);
    assertThat(requests).allMatch(it -> it.guidance().scale() >= 1.5 && it.guidance().scale() <= 4);
    assertThat(requests)
        .extracting(it -> it.sampling().name().map(SamplerName::label).orElse("checkpoint"))
        .isSubsetOf("checkpoint", "pndm", "ddim", "euler", "euler-ancestral", "dpmpp-2m");
    assertThat(requests)
        .allMatch(it -> Set.of("128x128", "96x96", "160x160").contains(it.size().toString()));
    assertThat(requests.stream().map(GenerationRequest::seed).distinct()).hasSize(requests.size());
  }

  private static List<Row> rows() {
    RowDefaults defaults = RowDefaults.of(new ImageSize(128, 128), Map.of(), 1 << 20);
    try (PlanDraft draft =
        PlanDraft.of(
            SparkSession.active(),
            table(),
            TablePart.ALL,
            defaults,
            Tables.OPTIONS,
            path -> false,
            ChangedRows.KEEP,
            Optional.empty(),
            Set.of())) {
      return draft.placed().collectAsList();
    }
  }

  private static String table() {
    return Checkout.root().resolve("datasets/prompts/shapes.parquet").toString();
  }
}
