package io.latentmill.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentmill.job.LocalSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(LocalSpark.class)
class GenerateCommandTest {
  @TempDir Path folder;

  @Test
  void generatesAndResumes() throws IOException {
    Path prompts = table("{\"prompt\": \"a red star on a white background\", \"steps\": 1}");
    CommandRun first = generate(prompts, "--format", "files,parquet");
    assertThat(first.out()).isEqualTo("1 rows generated, 0 failed\n");
    assertThat(first.code()).isZero();
    assertThat(first.err())
        .startsWith("latentmill: 0 of 1 images, 0.0 images/s, just begun, 0 failed\n")
        .contains("latentmill: 1 of 1 images, ");
    CommandRun second = generate(prompts, "--format", "files,parquet");
    assertThat(second.out())
        .isEqualTo(
            "this run: 0 rows generated, 0 failed; the whole output: 1 rows generated, 0 failed\n");
    assertThat(second.code()).isZero();
  }

  @Test
  void saysWhichColumnsLookMistyped() throws IOException {
    Path prompts =
        table("{\"prompt\": \"a red star\", \"step\": 1, \"steps\": 1, \"note\": \"x\"}");
    String remark = "column step means nothing here and passes through; steps is probably meant";

    assertRefused(
        generate(prompts, "--strict-columns"),
        "Cannot take prompt table %s under --strict-columns: %s".formatted(prompts, remark));
    assertThat(generate(prompts).err()).contains("latentmill: note: " + remark + "\n");
  }

  @Test
  void exitsThreeIfRowsFail() throws IOException {
    CommandRun run = generate(table("{\"prompt\": \"x\", \"width\": 7}"));
    assertThat(run.out()).isEqualTo("0 rows generated, 1 failed\n");
    assertThat(run.code()).isEqualTo(3);
  }

  @Test
  void aFinishedOutputEndsAtOnceAndWithoutSpark() throws IOException {
    Path prompts = table("{\"prompt\": \"x\", \"width\": 7}");
    assertThat(generate(prompts).code()).isEqualTo(3);

    CommandRun again = withoutSpark(() -> generate(prompts));
    assertThat(again.code()).isEqualTo(3);
    assertThat(again.out())
        .isEqualTo(
            "this run: 0 rows generated, 0 failed; the whole output: 0 rows generated, 1 failed\n");
    assertThat(withoutSpark(() -> generate(prompts, "--failed-rows-ok")).code()).isZero();
    assertThat(status()).contains("\"state\" : \"finished\"", "\"exit_code\" : 0");

    assertThat(generate(prompts, "--latents").code()).isEqualTo(2);
    table("{\"prompt\": \"x\", \"width\": 7}", "{\"prompt\": \"a star\", \"steps\": 1}");
    assertThat(generate(prompts, "--failed-rows-ok"))
        .returns(0, CommandRun::code)
        .returns(
            "this run: 1 rows generated, 0 failed; the whole output: 1 rows generated, 1 failed\n",
            CommandRun::out);
  }

  @Test
  void exitsTwoForATableThatIsNotThere() throws IOException {
    assertRefused(
        generate(folder.resolve("none.parquet")),
        "Cannot read prompt table %s/none.parquet: no such file or folder".formatted(folder));
    assertThat(status())
        .contains("\"state\" : \"failed\"", "\"exit_code\" : 2", "none.parquet: no such file");
  }

  @Test
  void exitsTwoForAnOutputThatIsNotOurs() throws IOException {
    Files.createDirectories(folder.resolve("out"));
    Files.writeString(folder.resolve("out/thesis.tex"), "mine");
    assertRefused(
        generate(table("{\"prompt\": \"x\"}")),
        "Cannot write to file:%s/out: it is not empty, and no output of latentmill"
            .formatted(folder));
  }

  @Test
  void exitsTwoForASizeThatIsNone() throws IOException {
    assertRefused(
        generate(table("{\"prompt\": \"x\"}"), "--batch-size", "0"),
        "--batch-size 0 is not positive");
  }

  /** Nothing is left behind that would refuse the corrected command. */
  @ParameterizedTest
  @CsvSource({
    "--quality, 101, --quality 101 is not in 1..100",
    "--max-failures, 0, --max-failures 0 is not positive",
    "--lease-lapse, 0s, --lease-lapse PT0S is not positive",
  })
  void exitsTwoForAValueOutOfItsRange(String option, String value, String message)
      throws IOException {
    assertRefused(generate(table("{\"prompt\": \"x\"}"), option, value), message);
    assertThat(folder.resolve("out")).doesNotExist();
  }

  @Test
  void exitsTwoForATableOfBrokenLines() throws IOException {
    Path table = table("{\"prompt\": \"x", "[");
    assertRefused(
        generate(table),
        "Cannot read prompt table %s: it holds no rows, or none that can be read".formatted(table));
  }

  @Test
  void namesTheFileSystemOfS3() throws IOException {
    CommandRun run =
        CommandRun.of(
            "generate", "--prompts", table("{}").toString(), "--output", "s3://bucket/run");
    assertRefused(
        run,
        "Cannot open output s3://bucket/run: Hadoop's file system for S3 is named s3a; write"
            + " s3a://bucket/run");
  }

  @ParameterizedTest
  @CsvSource({"--model, model", "--vae, vae"})
  void namesTheFileSystemOfS3ForOtherPathsToo(String option, String what) throws IOException {
    assertRefused(
        generate(table("{}"), option, "s3://bucket/x"),
        "Cannot open %s s3://bucket/x: Hadoop's file system for S3 is named s3a; write"
                .formatted(what)
            + " s3a://bucket/x");
  }

  @Test
  void namesTheFileSystemOfS3ForThePromptTable() {
    CommandRun run =
        CommandRun.of("generate", "--prompts", "s3n://bucket/x", "--output", "out/none");
    assertRefused(
        run,
        "Cannot open prompt table s3n://bucket/x: Hadoop's file system for S3 is named s3a; write"
            + " s3a://bucket/x");
  }

  @Test
  void exitsOneIfTooManyRowsFail() throws IOException {
    CommandRun run = generate(table("{\"prompt\": \"x\", \"width\": 7}"), "--max-failures", "1");
    assertThat(run.err()).contains("latentmill: ").endsWith("\n");
    assertThat(run.code()).isEqualTo(1);
  }

  private Path table(String... rows) throws IOException {
    return Files.write(folder.resolve("rows.jsonl"), List.of(rows));
  }

  private String status() throws IOException {
    return Files.readString(folder.resolve("out/_latentmill/status.json"));
  }

  private CommandRun generate(Path prompts, String... more) {
    List<String> arguments = new ArrayList<>(List.of("generate", "--device", "cpu"));
    arguments.addAll(List.of("--prompts", prompts.toString()));
    arguments.addAll(List.of("--output", folder.resolve("out").toString()));
    arguments.addAll(List.of(more));
    return CommandRun.of(arguments.toArray(String[]::new));
  }

  /** Fails if the command asks for Spark: where there is no session, that would make one. */
  private static CommandRun withoutSpark(Supplier<CommandRun> command) {
    SparkSession own = SparkSession.active();
    SparkSession first = SparkSession.getDefaultSession().get();
    SparkSession.clearActiveSession();
    SparkSession.clearDefaultSession();
    try {
      CommandRun run = command.get();
      assertThat(SparkSession.getDefaultSession().isEmpty()).isTrue();
      return run;
    } finally {
      SparkSession.setDefaultSession(first);
      SparkSession.setActiveSession(own);
    }
  }

  private static void assertRefused(CommandRun run, String message) {
    assertThat(run.err()).isEqualTo("latentmill: " + message + "\n");
    assertThat(run.out()).isEmpty();
    assertThat(run.code()).isEqualTo(2);
  }
}
