package io.latentmill.job.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentmill.job.LocalSpark;
import io.latentmill.udf.sql.row.RequestRow;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Ids, seeds and places of small tables. */
@ExtendWith(LocalSpark.class)
class PlanDraftTest {
  @TempDir Path folder;

  @Test
  void rowsWithoutIdAreNamedByWhatTheyHold() throws IOException {
    String table =
        Tables.json(
            folder,
            "{\"prompt\": \"a red circle\"}",
            "{\"prompt\": \"a red circle\", \"steps\": 5}",
            "{\"prompt\": \"a red circle\"}",
            "{\"prompt\": \"a red circle\"}");

    List<Row> rows = Tables.rows(table);

    assertThat(Tables.shown(rows, "id", "seed", "steps"))
        .containsExactlyInAnyOrder(
            "dd7e5826efdadf3e 2909717661 30",
            "dd7e5826efdadf3e~1 51649061 30",
            "dd7e5826efdadf3e~2 4016888301 30",
            "a2336371b4ac03fd 2064862602 5");
  }

  @Test
  void theFirstRowKeepsAnIdAndTakenNumbersAreSkipped() throws IOException {
    String table =
        Tables.json(
            folder,
            "{\"id\": \"a\", \"prompt\": \"first\", \"seed\": 7, \"num_images\": 3}",
            "{\"id\": \"a\", \"prompt\": \"second\"}",
            "{\"id\": \"a~1\", \"prompt\": \"third\"}",
            "{\"id\": \"a\", \"prompt\": \"fourth\", \"num_images\": 2}",
            "{\"id\": \"a-1\", \"prompt\": \"fifth\"}",
            "{\"id\": \"a-3\", \"prompt\": \"sixth\"}");

    List<Row> rows = Tables.rows(table);

    assertThat(Tables.shown(rows, "id", "prompt", "_invalid"))
        .containsExactlyInAnyOrder(
            "a first null",
            "a-2 first null",
            "a-4 first null",
            "a~1 third null",
            "a-1 fifth null",
            "a-3 sixth null",
            "a~2 second duplicate id \"a\"",
            "a~3 fourth duplicate id \"a\"",
            "a~3-1 fourth duplicate id \"a\"");
    assertThat(Tables.shown(rows.subList(0, 3), "id", "seed"))
        .containsExactly("a 7", "a-2 8", "a-4 9");
  }

  @Test
  void aHashThatARowBroughtAlongIsNotGivenTwice() throws IOException {
    String plain = "{\"prompt\": \"a red circle\"}";
    String hash = Tables.rows(Tables.json(folder, plain)).get(0).getAs("id");

    List<Row> rows =
        Tables.rows(
            Tables.json(folder, plain, "{\"id\": \"%s\", \"prompt\": \"other\"}".formatted(hash)));

    assertThat(Tables.shown(rows, "id", "prompt", "_invalid"))
        .containsExactlyInAnyOrder(hash + " other null", hash + "~1 a red circle null");
  }

  @Test
  void batchesHoldOneBucketAndShardsWholeBatches() throws IOException {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 13; i++) {
      int width = i % 2 == 0 ? 64 : 128;
      lines.append("{\"id\": %d, \"prompt\": \"p\", \"width\": %d}\n".formatted(i, width));
    }
    lines.append("{\"id\": 99, \"prompt\": null}\n");
    String table = Tables.file(folder, "table.jsonl", lines.toString());

    List<Row> rows = Tables.rows(table);

    assertThat(Tables.shown(rows, "id", "width", "_chunk", "_shard", "_batch", "_slot"))
        .containsExactly(
            "1 128 0 0 0 0",
            "3 128 0 0 0 1",
            "5 128 0 0 1 0",
            "7 128 0 0 1 1",
            "9 128 0 1 2 0",
            "11 128 0 1 2 1",
            "0 64 0 1 3 0",
            "2 64 0 1 3 1",
            "4 64 1 2 4 0",
            "6 64 1 2 4 1",
            "8 64 1 2 5 0",
            "10 64 1 2 5 1",
            "12 64 1 3 6 0",
            "99 null 1 3 7 0");
  }

  @Test
  void validRowsAreRequests() throws IOException {
    String table =
        Tables.json(
            folder,
            "{\"prompt\": \"a\", \"sampler\": \"ddim\", \"sampler_options\": {\"steps_offset\": 1},"
                + " \"loras\": [{\"path\": \"l\", \"scale\": 0.5}, {\"path\": \"m\"}],"
                + " \"status\": \"mine\", \"_own\": 3}");

    Row row = Tables.rows(table).get(0);

    assertThat(RequestRow.decode(row).toString())
        .contains(
            "DDIM", "options={steps_offset=1}", "Lora[path=l, scale=0.5]", "path=m, scale=1.0");
    assertThat(row.<String>getAs("input_status")).isEqualTo("mine");
    assertThat(row.<Long>getAs("input__own")).isEqualTo(3);
    assertThat(row.<String>getAs("_bucket"))
        .isEqualTo(
            "loras=[l*0.5, m*1.0] controlnets=[] 64x64 steps=30"
                + " sampler=ddim{steps_offset=1} eta=0.0 txt2img guided=0.0..1.0");
  }
}
