package io.latentmill.job.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latentmill.job.LocalSpark;
import io.latentmill.job.plan.ChangedRows;
import io.latentmill.job.sink.SinkFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Runs over a table that grows by a file a night, and what they read of it. */
@ExtendWith(LocalSpark.class)
class SeenFilesTest {
  private static SparkSession spark;

  @TempDir private Path folder;
  private final List<String> remarks = new ArrayList<>();

  @BeforeAll
  static void join(SparkSession local) {
    spark = local;
  }

  @Test
  void aNightReadsWhatItMust() throws IOException {
    firstNight();
    unreadable(1);
    night(2, "c", "c", "d");
    assertThat(generate("out")).isEqualTo(new RunOutcome(5, 1, 2, 1));
    assertThat(ids("out")).containsExactly("a", "a~1", "b", "c", "c~1", "d");

    // Ids that are there already have all read, numbered ones too.
    assertThat(remarks).isEmpty();
    night(3, "b", "e", "a");
    assertThat(generate("out").newlyFailed()).isEqualTo(2);
    assertThat(remarks).singleElement().asString().startsWith("1 rows have changed");
    assertThat(ids("out")).containsExactly("a", "a~1", "a~2", "b", "b~1", "c", "c~1", "d", "e");

    // So has a file that has changed.
    night(1, "a", "b", "a~1", "z");
    generate("out");
    assertThat(ids("out")).contains("z").hasSize(10);
  }

  @Test
  void thePlanIsThatOfAllTheTable() throws Exception {
    firstNight();
    generate("whole");
    night(2, "c", "c", "d");
    generate("out");
    // The same with the list taken away, so that all is read.
    Files.delete(folder.resolve("whole/_latentmill/seen.json"));
    generate("whole");
    Map<String, String> data = RunFixture.data(folder.resolve("out"));
    assertThat(data).isEqualTo(RunFixture.data(folder.resolve("whole")));
  }

  @Test
  void changedRowsAreToldOfEveryNight() throws IOException {
    firstNight();
    Files.writeString(
        folder.resolve("prompts/1.csv"),
        "id,prompt,steps,sampler\na,another star,1,ddim\nb,a red star,1,ddim\na~1,a red star,1,ddim\n");
    generate("out");
    assertThat(remarks).singleElement().asString().startsWith("1 rows have changed");
    night(2, "c");
    generate("out");
    assertThat(remarks).hasSize(2);
  }

  @Test
  void aTableThatIsToBeRefusedForChangesIsReadWhole() throws IOException {
    firstNight();
    unreadable(1);
    night(2, "c");
    RunOptions keep = options("out");
    RunOptions fail =
        new RunOptions(
            new RunOptions.Prompts(keep.prompts().path(), false, ChangedRows.FAIL, List.of()),
            keep.output(),
            keep.pipeline(),
            keep.data(),
            keep.size(),
            keep.execution());
    assertThatThrownBy(() -> Generate.run(spark, fail, Progress.SILENT))
        .hasMessageContaining("have changed under ids that are planned");
  }

  private void firstNight() throws IOException {
    night(1, "a", "b", "a~1");
    generate("out");
  }

  /** The same length and time, other rows: whoever reads it finds changed ones. */
  private void unreadable(int night) throws IOException {
    Path file = folder.resolve("prompts/%d.csv".formatted(night));
    FileTime time = Files.getLastModifiedTime(file);
    Files.writeString(file, Files.readString(file).replace("red", "dim"));
    Files.setLastModifiedTime(file, time);
  }

  private void night(int number, String... ids) throws IOException {
    StringBuilder text = new StringBuilder("id,prompt,steps,sampler\n");
    for (String id : ids) {
      text.append(id).append(",a red star,1,ddim\n");
    }
    Path prompts = Files.createDirectories(folder.resolve("prompts"));
    Files.writeString(prompts.resolve(number + ".csv"), text);
  }

  private RunOutcome generate(String output) {
    return Generate.run(
        spark,
        options(output),
        new Progress() {
          @Override
          public void remark(String text) {
            remarks.add(text);
          }
        });
  }

  private RunOptions options(String output) {
    return RunFixture.options(
        folder.resolve("prompts"), folder.resolve(output), Set.of(SinkFormat.PARQUET));
  }

  private List<String> ids(String output) {
    return spark
        .read()
        .parquet(folder.resolve(output + "/data/parquet/*").toString())
        .select("id")
        .sort("id")
        .collectAsList()
        .stream()
        .map(row -> row.getString(0))
        .toList();
  }
}
