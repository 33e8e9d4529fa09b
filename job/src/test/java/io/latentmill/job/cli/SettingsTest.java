package io.latentmill.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program's defaults, the file's settings, Spark's, typed options: each wins over the last. */
class SettingsTest {
  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void write() throws IOException {
    file =
        Files.writeString(
            folder.resolve("job.properties"), "# a comment\ndevice = cpu\njson=true\n");
  }

  @Test
  void theProgramsDefaultComesLast() {
    assertThat(device(new SparkConf(false), "inspect")).isNull();
    assertThat(device(new SparkConf(false), "render", "--request", "r", "--output", "o"))
        .hasToString("AUTO");
  }

  @Test
  void theFileWinsOverTheDefault() {
    assertThat(device(new SparkConf(false), render("--config", file.toString())))
        .hasToString("CPU");
    assertThat(device(new SparkConf(false), render("--config=" + file))).hasToString("CPU");
  }

  @Test
  void sparksConfigurationWinsOverTheFile() {
    SparkConf conf = new SparkConf(false).set("spark.latentmill.device", "auto");
    assertThat(device(conf, render("--config", file.toString()))).hasToString("AUTO");
  }

  @Test
  void typedOptionsWinOverEverything() {
    SparkConf conf = new SparkConf(false).set("spark.latentmill.device", "auto");
    assertThat(device(conf, render("--config", file.toString(), "--device", "cpu")))
        .hasToString("CPU");
  }

  @Test
  void requiredOptionsMayComeFromSettings() {
    SparkConf conf =
        new SparkConf(false)
            .set("spark.latentmill.request", "file:/no/such/row.json")
            .set("spark.latentmill.output", "out");
    CommandRun run = CommandRun.of(conf, "render");
    assertThat(run.err())
        .isEqualTo("latentmill: Cannot read request file:/no/such/row.json: no such file\n");
    assertThat(run.code()).isEqualTo(2);
  }

  @Test
  void refusesAnUnknownKeyOfTheFile() throws IOException {
    Files.writeString(file, "devise = cpu\n");
    CommandRun run = CommandRun.of("inspect", "--config", file.toString());
    assertThat(run.err())
        .isEqualTo(
            "latentmill: Unknown setting devise in %s (did you mean device?)\n".formatted(file));
    assertThat(run.code()).isEqualTo(2);
  }

  @Test
  void refusesAnUnknownKeyOfSpark() {
    SparkConf conf = new SparkConf(false).set("spark.latentmill.colour", "9");
    CommandRun run = CommandRun.of(conf, "inspect");
    assertThat(run.err())
        .isEqualTo(
            "latentmill: Unknown setting spark.latentmill.colour in Spark's configuration\n");
    assertThat(run.code()).isEqualTo(2);
  }

  @Test
  void saysWhereAWrongValueStands() throws IOException {
    Files.writeString(file, "dtype = int8\n");
    CommandRun run = CommandRun.of("inspect", "--config", file.toString());
    assertThat(run.err())
        .isEqualTo(
            ("latentmill: Invalid value for option '--dtype': unknown dtype \"int8\"; known are"
                    + " float32, float16, bfloat16, from dtype in %s (see latentmill inspect"
                    + " --help)\n")
                .formatted(file));
    assertThat(run.code()).isEqualTo(2);
  }

  @Test
  void refusesAFileThatIsNotThere() {
    CommandRun run = CommandRun.of("inspect", "--config", "file:/no/such.properties");
    assertThat(run.err())
        .isEqualTo(
            "latentmill: Cannot read the settings of file:/no/such.properties: no such file\n");
    assertThat(run.code()).isEqualTo(2);
  }

  @Test
  void refusesAFolder() {
    CommandRun run = CommandRun.of("inspect", "--config", file.getParent().toString());
    assertThat(run.err())
        .isEqualTo(
            "latentmill: Cannot read the settings of %s: it is a folder\n"
                .formatted(file.getParent()));
    assertThat(run.code()).isEqualTo(2);
  }

  private static String[] render(String... more) {
    String[] arguments = {"render", "--request", "r", "--output", "o"};
    String[] all = Arrays.copyOf(arguments, arguments.length + more.length);
    System.arraycopy(more, 0, all, arguments.length, more.length);
    return all;
  }

  /** What {@code --device} is worth; null where the command has none. */
  private static Object device(SparkConf conf, String... arguments) {
    var parsed =
        Program.configured(CommandRun.unheard(conf), arguments).parseArgs(arguments).subcommand();
    var option = parsed.commandSpec().findOption("--device");
    return option == null ? null : option.getValue();
  }
}
