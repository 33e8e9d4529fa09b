package io.latentmill.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentmill.job.ledger.Holder;
import io.latentmill.job.ledger.LeaseState;
import io.latentmill.job.ledger.Ledger;
import io.latentmill.job.ledger.LedgerOptions;
import io.latentmill.job.ledger.LedgerPlaces;
import io.latentmill.job.ledger.LedgerSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What status.json says of runs that ended before they were begun. */
class RefusedRunTest {
  @TempDir private Path folder;
  private Path output;

  @BeforeEach
  void makeOutput() throws IOException {
    output = folder.resolve("out");
    Files.createDirectories(output.resolve("_latentmill"));
    Files.writeString(output.resolve("_latentmill/run.json"), "{}");
  }

  @Test
  void tellsOfArgumentsThatCannotBeParsed() throws IOException {
    assertThat(generate("--batch-size", "many").code()).isEqualTo(2);
    assertThat(status())
        .contains(
            "\"state\" : \"failed\"",
            "\"exit_code\" : 2",
            "Invalid value for option '--batch-size'");
  }

  @Test
  void tellsOfOptionsThatMakeNoRun() throws IOException {
    assertThat(generate("--model=s3://bucket/x").code()).isEqualTo(2);
    assertThat(status()).contains("\"exit_code\" : 2", "write s3a://bucket/x");
  }

  @Test
  void tellsOfSettingsThatAreUnknown() throws IOException {
    SparkConf conf = new SparkConf(false).set("spark.latentmill.chunk-row", "7");
    assertThat(CommandRun.of(conf, "retry", "--output=" + output).code()).isEqualTo(2);
    assertThat(status()).contains("Unknown setting spark.latentmill.chunk-row");
  }

  @Test
  void findsTheOutputInTheSettings() throws IOException {
    SparkConf conf = new SparkConf(false).set("spark.latentmill.output", output.toString());
    assertThat(CommandRun.of(conf, "retry", "--where", "bad-luck").code()).isEqualTo(2);
    assertThat(status()).contains("\"exit_code\" : 2", "bad-luck");
  }

  @Test
  void tellsOfAnInputsStoreThatCannotBeReached() throws IOException {
    SparkConf conf =
        new SparkConf(false)
            .set("spark.hadoop.fs.s3a.endpoint", "http://127.0.0.1:1")
            .set("spark.hadoop.fs.s3a.access.key", "somebody")
            .set("spark.hadoop.fs.s3a.secret.key", "something");
    CommandRun run =
        CommandRun.of(conf, "generate", "--prompts=s3a://bucket/rows", "--output=" + output);
    assertThat(run.code()).as(run.err()).isEqualTo(1);
    assertThat(status())
        .contains("\"exit_code\" : 1", "Cannot open prompt table s3a://bucket/rows: cannot reach");
  }

  @Test
  void leavesTheStatusOfARunThatIsUnderWay() throws IOException {
    LedgerOptions options = LedgerOptions.defaults();
    try (LedgerSession holder =
        Ledger.open(
            LedgerPlaces.forReading(
                new org.apache.hadoop.fs.Path(output.toUri()), new Configuration(false)),
            Holder.thisProcess(),
            options)) {
      holder.put("status.json", "running".getBytes(java.nio.charset.StandardCharsets.UTF_8));
      generate("--batch-size", "many");
      assertThat(status()).isEqualTo("running");
      try (Stream<Path> own = Files.list(output.resolve("_latentmill/status"))) {
        assertThat(Files.readString(own.findFirst().orElseThrow())).contains("--batch-size");
      }
      holder.close(LeaseState.RELEASED);
    }
  }

  @Test
  void makesNoOutputForAMistake() {
    Path absent = folder.resolve("absent");
    CommandRun.of("generate", "--prompts=x.csv", "--output=" + absent, "--batch-size=many");
    assertThat(absent).doesNotExist();
  }

  @Test
  void leavesCommandsAloneThatOnlyRead() throws IOException {
    CommandRun.of("verify", "--output=" + output, "--rerender=much");
    assertThat(Files.exists(output.resolve("_latentmill/status.json"))).isFalse();
  }

  private CommandRun generate(String... more) {
    List<String> arguments =
        Stream.concat(
                Stream.of("generate", "--prompts=x.csv", "--output", output.toString()),
                Stream.of(more))
            .toList();
    return CommandRun.of(arguments.toArray(String[]::new));
  }

  private String status() throws IOException {
    return Files.readString(output.resolve("_latentmill/status.json"));
  }
}
