package io.latentmill.job.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentmill.job.LocalSpark;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Storing, reading and extending a plan. */
@ExtendWith(LocalSpark.class)
class PlanStoreTest {
  @TempDir Path folder;

  @Test
  void whatIsStoredIsReadChunkByChunk() throws IOException {
    Plan plan = store("1-1.0", table(13, "p"), Optional.empty());

    assertThat(plan.chunks())
        .containsExactly(new ChunkPlan(0, 8, 0, 2, 0, 4), new ChunkPlan(1, 5, 2, 2, 4, 3));
    assertThat(Tables.shown(plan.rows(plan.chunk(1)).collectAsList(), "id", "_shard", "_batch"))
        .containsExactly("08 2 4", "09 2 4", "10 2 5", "11 2 5", "12 3 6");
    List<List<Row>> shards = plan.shards(plan.chunk(1)).glom().collect();
    assertThat(shards).hasSize(2);
    assertThat(Tables.shown(shards.get(0), "id")).containsExactly("08", "09", "10", "11");
    assertThat(Tables.shown(shards.get(1), "id")).containsExactly("12");
    assertThat(shards.get(0).get(0).schema().names()).isEqualTo(plan.schema(plan.chunk(1)).names());
  }

  @Test
  void theBodyNamesEveryFile() throws IOException {
    try (PlanDraft draft = Tables.draft(table(13, "p"), Optional.empty())) {
      PlanBody body = PlanStore.write(draft, path("1-1.0"));

      assertThat(body.firstChunk()).isZero();
      assertThat(body.chunks()).isEqualTo(2);
      assertThat(body.rows()).isEqualTo(13);
      assertThat(body.details())
          .containsExactlyInAnyOrderEntriesOf(
              java.util.Map.of("shards", "4", "batches", "7", "changed-rows", "0"));
      assertThat(body.files().stream().mapToLong(PlanBody.File::rows).sum()).isEqualTo(13);
      assertThat(body.files())
          .extracting(PlanBody.File::name)
          .contains("summary.json")
          .allMatch(name -> name.equals("summary.json") || name.startsWith("rows/_part=0/part-"));
      assertThat(body.files()).allMatch(file -> file.sha256().matches("[0-9a-f]{64}"));
    }
  }

  @Test
  void newRowsFollowAndPlannedOnesStay() throws IOException {
    Plan first = store("1-1.0", table(13, "p"), Optional.empty());
    String longer =
        Tables.json(
            folder.resolve("longer"),
            "{\"id\": \"new\", \"prompt\": \"p\", \"num_images\": 2, \"extra\": 1}",
            "{\"id\": \"03\", \"prompt\": \"p\"}",
            "{\"id\": \"04\", \"prompt\": \"changed\"}",
            "{\"id\": \"05\", \"prompt\": \"p\"}",
            "{\"id\": \"05\", \"prompt\": \"again\"}",
            "{\"id\": \"new-1\", \"prompt\": \"p\"}");

    try (PlanDraft draft = Tables.draft(longer, Optional.of(first))) {
      PlanReport report = draft.report(CostModel.sd(1));
      assertThat(report.rows()).isEqualTo(3);
      assertThat(report.images()).isEqualTo(4);
      assertThat(report.changed()).isEqualTo(1);
      assertThat(report.changedExamples()).containsExactly("04");
      PlanStore.write(draft, path("2-1.0"));
    }
    Plan plan = Plan.open(SparkSession.active(), List.of(path("1-1.0"), path("2-1.0")));

    assertThat(plan.chunks().subList(0, 2)).isEqualTo(first.chunks());
    ChunkPlan added = plan.chunks().get(2);
    assertThat(added).isEqualTo(new ChunkPlan(2, 4, 4, 1, 7, 3));
    assertThat(Tables.shown(plan.rows(added).collectAsList(), "id", "prompt", "_invalid", "extra"))
        .containsExactly(
            "new p null 1",
            "new-2 p null 1",
            "new-1 p null null",
            "05~1 again duplicate id \"05\" null");
    try (PlanDraft draft = Tables.draft(longer, Optional.of(plan))) {
      assertThat(draft.isEmpty()).isTrue();
      assertThat(draft.changed()).isEqualTo(1);
    }
  }

  @Test
  void equalRowsWithoutIdAreCountedNotMixedUp() throws IOException {
    String row = "{\"prompt\": \"p\"}";
    Plan first = store("1-1.0", Tables.json(folder, row, row), Optional.empty());
    String table = Tables.json(folder, row, row, row, "{\"prompt\": \"q\"}");

    Plan plan = store("2-1.0", table, Optional.of(first));

    List<String> ids = Tables.shown(plan.identities().sort("id").collectAsList(), "id");
    assertThat(ids).hasSize(2);
    String hash = Tables.shown(first.identities().sort("id").collectAsList(), "id").get(0);
    assertThat(ids).contains(hash + "~2");
  }

  private Plan store(String name, String table, Optional<Plan> before) throws IOException {
    try (PlanDraft draft = Tables.draft(table, before)) {
      PlanStore.write(draft, path(name));
    }
    return Plan.open(SparkSession.active(), List.of(path(name)));
  }

  private org.apache.hadoop.fs.Path path(String name) {
    return new org.apache.hadoop.fs.Path(folder.resolve("plan").resolve(name).toUri());
  }

  private String table(int rows, String prompt) throws IOException {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < rows; i++) {
      lines.append("{\"id\": \"%02d\", \"prompt\": \"%s\"}\n".formatted(i, prompt));
    }
    return Tables.file(folder, "rows.jsonl", lines.toString());
  }
}
