package io.latentmill.job.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latentmill.job.LocalSpark;
import io.latentmill.udf.request.LatentmillException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LocalSpark.class)
class TablePartTest {
  @TempDir private Path folder;

  @Test
  void aLaterRunGoesOnWithTheOtherRows() throws Exception {
    String table =
        Tables.file(folder, "prompts.csv", "prompt,seed\na,1\nb,2\nc,3\nd,4\ne,5\nf,6\n");
    org.apache.hadoop.fs.Path plan = new org.apache.hadoop.fs.Path(folder.resolve("plan").toUri());
    TablePart part = new TablePart(Optional.of("seed > 2"), OptionalInt.of(2));
    try (PlanDraft draft = draft(table, part, Optional.empty())) {
      assertThat(prompts(draft)).containsExactlyInAnyOrder("c", "d");
      assertThat(draft.preview(5))
          .extracting(row -> row.<String>getAs("prompt") + row.<Long>getAs("seed"))
          .containsExactly("c3", "d4");
      PlanStore.write(draft, plan);
    }
    Plan planned = Plan.open(SparkSession.active(), List.of(plan));
    try (PlanDraft draft = draft(table, TablePart.ALL, Optional.of(planned))) {
      assertThat(prompts(draft)).containsExactlyInAnyOrder("a", "b", "e", "f");
      assertThat(draft.changed()).isZero();
    }
  }

  @Test
  void refusesWhatIsNoPart() throws Exception {
    String table = Tables.file(folder, "prompts.csv", "prompt,seed\na,1\n");
    TablePart part = new TablePart(Optional.of("sead > 2"), OptionalInt.empty());
    assertThatThrownBy(
            () -> PlanDraft.requireTable(SparkSession.active(), table, part, Tables.DEFAULTS))
        .isInstanceOf(LatentmillException.class)
        .hasMessageStartingWith("Cannot take rows --where sead > 2: ");
    assertThatThrownBy(() -> new TablePart(Optional.empty(), OptionalInt.of(0)))
        .hasMessage("--limit 0 is not positive");
  }

  private static PlanDraft draft(String table, TablePart part, Optional<Plan> plan) {
    return PlanDraft.of(
        SparkSession.active(),
        table,
        part,
        Tables.DEFAULTS,
        Tables.OPTIONS,
        path -> false,
        ChangedRows.KEEP,
        plan,
        Set.of());
  }

  private static List<String> prompts(PlanDraft draft) {
    return draft.placed().select("prompt").collectAsList().stream()
        .map((Row row) -> row.getString(0))
        .toList();
  }
}
