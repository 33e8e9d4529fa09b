package io.latentmill.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentmill.job.Folders;
import io.latentmill.job.LocalSpark;
import io.latentmill.job.ledger.Holder;
import io.latentmill.job.ledger.Ledger;
import io.latentmill.job.ledger.LedgerOptions;
import io.latentmill.job.ledger.LedgerPlace;
import io.latentmill.job.ledger.LedgerPlaces;
import io.latentmill.job.ledger.LedgerSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** One output, in a copy for each test, through the commands that plan, check and mend it. */
@ExtendWith(LocalSpark.class)
class OutputCommandsTest {
  @TempDir static Path shared;
  private static String prompts;

  @TempDir Path folder;

  @BeforeAll
  static void generate() throws IOException {
    prompts =
        Files.write(
                shared.resolve("rows.jsonl"),
                List.of(
                    "{\"prompt\": \"a red star\", \"steps\": 1, \"width\": 64, \"height\": 64}",
                    "{\"prompt\": \"x\", \"steps\": 1, \"width\": 7, \"height\": 64}"))
            .toString();
    CommandRun run =
        CommandRun.of(
            "generate", "--prompts", prompts, "--output", shared.resolve("out").toString());
    assertThat(run.code()).isEqualTo(3);
  }

  @BeforeEach
  void copy() throws IOException {
    Folders.copy(shared.resolve("out"), folder.resolve("out"));
  }

  @Test
  void plans() {
    String absent = folder.resolve("absent").toString();
    CommandRun run = CommandRun.of("plan", "--prompts", prompts, "--output", absent);
    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .contains("rows          2\n", "images        2, of them 1 refused\n", "chunks        1\n")
        .contains("\nrefused\n           1  width 7 is not a positive multiple of 8");
    assertThat(run.code()).isZero();
    assertThat(Path.of(absent)).doesNotExist();
  }

  @Test
  void retriesNothingThatThePlanRefused() {
    CommandRun run = run("retry");
    assertThat(run.out())
        .isEqualTo(
            "this run: 0 rows generated, 0 failed; the whole output: 1 rows generated, 1 failed\n");
    assertThat(run.code()).isEqualTo(3);
    assertThat(run("retry", "--failed-rows-ok").code()).isZero();
    assertThat(run("retry", "--where", "bad").err())
        .contains("unknown kind \"bad\"; known are user, model, resource, internal");
  }

  @Test
  void verifiesWhatIsThere() {
    CommandRun run = run("verify", "--rerender", "1");
    assertThat(run.out())
        .startsWith("1 chunks, 2 rows, ")
        .endsWith(
            "1 rows rendered again, 1 identical, largest difference 0 levels\n"
                + "promised: equal pixels on the kind of processor that made them, with its %d"
                    .formatted(Runtime.getRuntime().availableProcessors())
                + " threads an operation as here; within one level on other kinds of device\n"
                + "complete and undamaged\n");
    assertThat(run.code()).isZero();
  }

  @Test
  void findsAndCollectsWhatIsNot() throws IOException {
    Files.writeString(folder.resolve("out/data/note.txt"), "mine");
    CommandRun verified = run("verify");
    assertThat(verified.out())
        .startsWith("data/note.txt is named by no manifest\n")
        .endsWith("not complete, or damaged\n");
    assertThat(verified.code()).isEqualTo(1);
    try (LedgerSession holder = hold()) {
      CommandRun meanwhile = run("verify");
      assertThat(meanwhile.out())
          .startsWith("data/note.txt is named by no manifest\n")
          .endsWith(
              "a run is in progress, by %s: verify again when it has ended\n"
                  .formatted(holder.holder()));
      assertThat(meanwhile.code()).isEqualTo(4);
    }
    assertThat(run("gc").out()).isEqualTo("data/note.txt\n1 found; --delete removes them\n");
    assertThat(run("gc", "--delete").out()).isEqualTo("data/note.txt\n1 removed\n");
    assertThat(run("gc").out()).isEqualTo("0 found; --delete removes them\n");
    assertThat(run("verify").code()).isZero();
  }

  @Test
  void reports() {
    CommandRun run = run("report");
    assertThat(run.out()).isEqualTo("file:%s/out/report/index.html\n".formatted(folder));
    assertThat(run.code()).isZero();
  }

  @Test
  void writesTheMetadataAsADeltaTable() {
    CommandRun run = run("generate", "--prompts", prompts, "--table", "delta");
    assertThat(run.code()).isEqualTo(3);
    assertThat(
            SparkSession.active()
                .read()
                .format("delta")
                .load(folder.resolve("out/table/delta").toString())
                .select("status")
                .collectAsList())
        .extracting(row -> row.getString(0))
        .containsExactlyInAnyOrder("generated", "failed");
  }

  /** As another run does. */
  private LedgerSession hold() throws IOException {
    LedgerOptions options = LedgerOptions.defaults().withLapse(Duration.ofSeconds(2));
    LedgerPlace place =
        LedgerPlaces.forReading(
            new org.apache.hadoop.fs.Path(folder.resolve("out").toUri()), new Configuration(false));
    return Ledger.open(place, Holder.thisProcess(), options);
  }

  private CommandRun run(String command, String... more) {
    List<String> arguments =
        new ArrayList<>(List.of(command, "--output", folder.resolve("out").toString()));
    arguments.addAll(List.of(more));
    return CommandRun.of(arguments.toArray(String[]::new));
  }
}
