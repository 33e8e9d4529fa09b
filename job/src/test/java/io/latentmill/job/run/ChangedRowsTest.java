package io.latentmill.job.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latentmill.job.LocalSpark;
import io.latentmill.job.plan.ChangedRows;
import io.latentmill.job.sink.SinkFormat;
import io.latentmill.job.verify.Verify;
import io.latentmill.udf.request.LatentmillException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalDouble;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Rows that change under ids which an output has already, and sizes that change between runs. */
@ExtendWith(LocalSpark.class)
class ChangedRowsTest {
  private static final String HEADER = "id,prompt,seed,steps,num_images";

  private static SparkSession spark;

  @TempDir private Path folder;

  private final List<String> remarks = new ArrayList<>();

  @BeforeAll
  static void join(SparkSession local) {
    spark = local;
  }

  @Test
  void keptRowsAreRemarkedOn() throws Exception {
    generate(ChangedRows.KEEP, "a,a red circle,1,2,1", "b,a blue star,2,2,1");
    List<String> before = rows();

    RunOutcome outcome =
        generate(ChangedRows.KEEP, "a,a green circle,1,2,1", "b,a blue star,2,2,1");

    assertThat(outcome).isEqualTo(new RunOutcome(2, 0, 0, 0));
    assertThat(rows()).isEqualTo(before);
    assertThat(remarks)
        .containsExactly(
            "1 rows have changed under ids that were planned already, and stay as they were;"
                + " --changed redo makes them anew: a");
  }

  @Test
  void changedRowsCanRefuseTheTable() throws Exception {
    generate(ChangedRows.KEEP, "a,a red circle,1,2,1");

    assertThatThrownBy(() -> generate(ChangedRows.FAIL, "a,a green circle,1,2,1"))
        .isInstanceOf(LatentmillException.class)
        .hasMessageEndingWith(
            "prompts.csv: 1 of its rows have changed under ids that are planned already (a);"
                + " --changed keep leaves them as they were, --changed redo makes them anew");
  }

  @Test
  void redoneRowsTakeThePlaceOfTheOldOnesInEveryFormat() throws Exception {
    String[] others = {"b,a blue star,2,2,1", "c,a red star,3,2,2", "bad,a cross,3,0,1"};
    generate(ChangedRows.KEEP, with(others, "a,a red circle,1,2,2"));
    RunOutcome outcome =
        generate(ChangedRows.REDO, with(others, "a,a green circle,1,3,1", "d,a dot,4,2,1"));

    assertThat(outcome).isEqualTo(new RunOutcome(5, 1, 2, 0));
    assertThat(remarks).hasSize(1);
    assertThat(rows())
        .containsExactly(
            "a a green circle 3 generated",
            "b a blue star 2 generated",
            "bad a cross 0 failed",
            "c a red star 2 generated",
            "c-1 a red star 2 generated",
            "d a dot 2 generated");
    assertThat(verify()).isEmpty();
    generate(ChangedRows.REDO, with(others, "a,a red circle,1,2,1", "d,a dot,4,2,1"));
    assertThat(rows()).contains("a a red circle 2 generated").hasSize(6);
    assertThat(verify()).isEmpty();
    assertThat(generate(ChangedRows.REDO, with(others, "a,a red circle,1,2,1", "d,a dot,4,2,1")))
        .isEqualTo(new RunOutcome(5, 1, 0, 0));
  }

  @Test
  void newRowsAreCutToNewSizesAndOldOnesKeepTheirs() throws Exception {
    Path prompts = RunFixture.table(folder, HEADER, rows(0, 5));
    Generate.run(spark, options(prompts, ChangedRows.KEEP, 2, 4), Progress.SILENT);
    prompts = RunFixture.table(folder, HEADER, rows(0, 12));
    RunOutcome outcome =
        Generate.run(spark, options(prompts, ChangedRows.KEEP, 3, 6), Progress.SILENT);

    assertThat(outcome).isEqualTo(new RunOutcome(12, 0, 7, 0));
    assertThat(verify()).isEmpty();
    Dataset<Row> telemetry =
        spark.read().parquet(folder.resolve("out/_latentmill/telemetry/*").toString());
    assertThat(telemetry.count()).isEqualTo(12);
  }

  private static List<String> rows(int from, int to) {
    List<String> rows = new ArrayList<>();
    for (int i = from; i < to; i++) {
      rows.add("r%02d,a blue star,%d,1,1".formatted(i, i));
    }
    return rows;
  }

  private static String[] with(String[] others, String... first) {
    List<String> all = new ArrayList<>(List.of(first));
    all.addAll(List.of(others));
    return all.toArray(String[]::new);
  }

  private RunOutcome generate(ChangedRows choice, String... rows) throws Exception {
    Path prompts = RunFixture.table(folder, HEADER, List.of(rows));
    Progress progress =
        new Progress() {
          @Override
          public void remark(String text) {
            remarks.add(text);
          }
        };
    return Generate.run(spark, options(prompts, choice, 2, 4), progress);
  }

  private RunOptions options(Path prompts, ChangedRows choice, int batchSize, int chunkRows) {
    RunOptions ordinary =
        RunFixture.options(prompts, folder.resolve("out"), EnumSet.allOf(SinkFormat.class));
    return new RunOptions(
        new RunOptions.Prompts(ordinary.prompts().path(), false, choice, List.of()),
        ordinary.output(),
        ordinary.pipeline(),
        ordinary.data(),
        new RunOptions.Sizes(batchSize, batchSize, 1 << 20, chunkRows, 1 << 20),
        ordinary.execution());
  }

  private List<String> rows() {
    return spark
        .read()
        .parquet(folder.resolve("out/data/parquet/*").toString())
        .selectExpr("concat_ws(' ', id, prompt, steps, status) AS text")
        .sort("text")
        .collectAsList()
        .stream()
        .map(row -> row.getString(0))
        .toList();
  }

  private List<String> verify() {
    return Verify.run(
            spark,
            new Verify.Options(
                folder.resolve("out").toString(),
                OptionalDouble.of(1),
                RunOptions.DeviceChoice.AUTO))
        .findings();
  }
}
