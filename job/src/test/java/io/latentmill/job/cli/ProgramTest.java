package io.latentmill.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentmill.job.cluster.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ProgramTest {
  static Iterable<String> commands() {
    return Program.commands(CommandRun.unheard(new SparkConf(false))).getSubcommands().keySet();
  }

  @Test
  void helpsWithoutACommand() {
    CommandRun run = CommandRun.of();
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .startsWith("Usage: latentmill [-hV] COMMAND\n")
        .isEqualTo(CommandRun.of("--help").out());
  }

  @Test
  void takesHelpForACommand() {
    assertThat(CommandRun.of("help")).isEqualTo(CommandRun.of("--help"));
    assertThat(CommandRun.of("help", "generate")).isEqualTo(CommandRun.of("generate", "--help"));
    assertThat(CommandRun.of("help", "generat").code()).isEqualTo(2);
  }

  @ParameterizedTest
  @MethodSource("commands")
  void helpsWithExamples(String command) {
    CommandRun run = CommandRun.of(command, "--help");
    assertThat(run.code()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .contains("Usage: latentmill " + command + " ")
        .contains("Examples:\n  ")
        .contains("deploy/latentmill " + command);
  }

  /** Else it would take the command for an option of Spark's. */
  @ParameterizedTest
  @MethodSource("commands")
  void theLauncherKnowsEveryCommand(String command) throws IOException {
    assertThat(Files.readAllLines(Checkout.launcher()))
        .filteredOn(line -> line.endsWith("| help) return 0 ;;"))
        .singleElement()
        .asString()
        .containsPattern("\\b%s \\|".formatted(command));
  }

  @Test
  void helpTellsDefaults() {
    assertThat(CommandRun.of("generate", "--help").out())
        .contains(
            "Images that the network makes at once.\n                             Default: 4\n");
  }

  @Test
  void tellsItsVersion() {
    CommandRun run = CommandRun.of("--version");
    assertThat(run.code()).isZero();
    assertThat(run.out()).matches("latentmill \\d+\\.\\d+\\.\\d+\n");
  }

  @Test
  void refusesAnUnknownCommand() {
    assertRefused(
        "latentmill: Unknown command: 'generat'; did you mean generate?"
            + " (see latentmill --help)\n",
        "generat");
  }

  @Test
  void refusesAnUnknownOption() {
    assertRefused(
        "latentmill: Unknown option: '--modle'; did you mean --model?"
            + " (see latentmill inspect --help)\n",
        "inspect",
        "--modle");
  }

  /** It is not called missing, which it only is for its wrong name. */
  @Test
  void refusesAMistypedRequiredOption() {
    assertRefused(
        "latentmill: Unknown option: '--promts'; did you mean --prompts?"
            + " (see latentmill generate --help)\n",
        "generate",
        "--promts",
        "rows.parquet",
        "--output",
        "out");
  }

  @Test
  void refusesAnArgumentTooMany() {
    assertRefused(
        "latentmill: Unknown argument: 'more' (see latentmill inspect --help)\n",
        "inspect",
        "more");
  }

  @Test
  void refusesAnEmptyPath() {
    assertRefused(
        "latentmill: Invalid value for option '--model': the path is empty"
            + " (see latentmill inspect --help)\n",
        "inspect",
        "--model",
        "");
  }

  @Test
  void refusesConfigurationsForTheEmbeddedModel() {
    assertRefused(
        "latentmill: --model-config sd15 needs a --model: the embedded one has its"
            + " configurations\n",
        "inspect",
        "--model-config",
        "sd15");
  }

  @Test
  void refusesAMissingOption() {
    assertRefused(
        "latentmill: Missing required option: '--request=FILE' (see latentmill render --help)\n",
        "render",
        "--output",
        "out");
  }

  @Test
  void refusesAWrongValue() {
    assertRefused(
        "latentmill: Invalid value for option '--dtype': unknown dtype \"int8\"; known are float32,"
            + " float16, bfloat16 (see latentmill inspect --help)\n",
        "inspect",
        "--dtype",
        "int8");
  }

  @Test
  void refusesAModelThatIsNotThere() {
    assertRefused(
        "latentmill: Cannot open file:/no/such/model: no such file\n",
        "inspect",
        "--model",
        "file:/no/such/model");
  }

  @Test
  void showsTheStackTraceOnlyWhenAsked() {
    CommandRun run = CommandRun.of("inspect", "--model", "file:/no/such/model", "--stacktrace");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err())
        .contains("\n\tat io.latentmill.job.cli.InspectCommand.call(InspectCommand.java:");
  }

  private static void assertRefused(String message, String... arguments) {
    CommandRun run = CommandRun.of(arguments);
    assertThat(run.err()).isEqualTo(message);
    assertThat(run.out()).isEmpty();
    assertThat(run.code()).isEqualTo(2);
  }
}
