package io.latentmill.job.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The commands that stand in guides, schedules and manifests, held against the program's options.
 */
class DeployedCommandsTest {
  private static final Path ROOT = Path.of(System.getProperty("latentmill.root"));

  /** In shells' words, with line ends escaped. */
  private static final Pattern SHELL =
      Pattern.compile(
          "latentmill(?:\\.jar)? (?:\\\\\\n\\s*)?((?:generate|retry|plan|verify|gc|report|status) (?:[^\\n\\\\]|\\\\\\n)*)");

  private static final Pattern LIST = Pattern.compile("application_args=\\[(.*?)]", Pattern.DOTALL);
  private static final Pattern LITERAL = Pattern.compile("\"([^\"]*)\"");
  private static final Pattern WORD = Pattern.compile("'([^']*)'|\"([^\"]*)\"|(\\S+)");
  private static final Pattern YAML =
      Pattern.compile("arguments:\\n((?: +- .*\\n)+)", Pattern.MULTILINE);

  static Stream<Path> files() throws IOException {
    List<Path> files = new ArrayList<>(List.of(ROOT.resolve("README.md")));
    for (String folder : new String[] {"guides", "schedules", "kubernetes"}) {
      try (Stream<Path> all = Files.list(ROOT.resolve("deploy").resolve(folder))) {
        all.filter(Files::isRegularFile).sorted().forEach(files::add);
      }
    }
    return files.stream();
  }

  @ParameterizedTest
  @MethodSource("files")
  void areUnderstood(Path file) throws IOException {
    for (List<String> command : commands(Files.readString(file))) {
      assertThatCode(
              () -> Program.commands(surroundings()).parseArgs(command.toArray(String[]::new)))
          .as("%s: %s", file, command)
          .doesNotThrowAnyException();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "README.md",
        "deploy/guides/standalone.md",
        "deploy/guides/yarn.md",
        "deploy/schedules/latentmill.crontab",
        "deploy/schedules/latentmill.service",
        "deploy/schedules/latentmill_dag.py",
        "deploy/kubernetes/generate.yaml",
        "deploy/kubernetes/nightly.yaml"
      })
  void areFound(String file) throws IOException {
    assertThat(commands(Files.readString(ROOT.resolve(file)))).isNotEmpty();
  }

  @Test
  void systemdReadsItsUnits(@TempDir Path root) throws IOException, InterruptedException {
    Path analyze = Path.of("/usr/bin/systemd-analyze");
    assumeTrue(Files.isExecutable(analyze));
    Path units = Files.createDirectories(root.resolve("etc/systemd/system"));
    for (String unit : new String[] {"latentmill.service", "latentmill.timer"}) {
      Files.copy(ROOT.resolve("deploy/schedules").resolve(unit), units.resolve(unit));
    }
    for (String target :
        new String[] {"timers", "network-online", "sysinit", "basic", "shutdown"}) {
      Files.writeString(
          units.resolve(target + ".target"), "[Unit]\nDescription=%s\n".formatted(target));
    }
    Path program = root.resolve("opt/latentmill/deploy/latentmill");
    Files.createDirectories(program.getParent());
    Files.createFile(program);
    assertThat(program.toFile().setExecutable(true)).isTrue();
    Process verify =
        new ProcessBuilder(
                analyze.toString(),
                "verify",
                "--root=" + root,
                "latentmill.service",
                "latentmill.timer")
            .redirectErrorStream(true)
            .start();
    String said = new String(verify.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(verify.waitFor()).as(said).isZero();
    assertThat(said).isEmpty();
  }

  private static List<List<String>> commands(String text) {
    List<List<String>> commands = new ArrayList<>();
    SHELL
        .matcher(text)
        .results()
        .map(match -> match.group(1).replaceAll("`.*|2>>.*| # .*|\\\\\\n", " ").strip())
        .map(words -> words.replace("[--rerender FRACTION]", "").replace("…", ""))
        .map(words -> WORD.matcher(words).results().map(DeployedCommandsTest::first).toList())
        .forEach(commands::add);
    LIST.matcher(text)
        .results()
        .map(list -> LITERAL.matcher(list.group(1)).results().map(DeployedCommandsTest::first))
        .map(Stream::toList)
        .forEach(commands::add);
    YAML.matcher(text)
        .results()
        .map(list -> list.group(1).lines().map(line -> line.strip().substring(2)).toList())
        .forEach(commands::add);
    return commands;
  }

  /** The group that has matched. */
  private static String first(MatchResult match) {
    return IntStream.rangeClosed(1, match.groupCount())
        .mapToObj(match::group)
        .filter(Objects::nonNull)
        .findFirst()
        .orElseThrow();
  }

  private static Surroundings surroundings() {
    PrintWriter nobody = new PrintWriter(Writer.nullWriter());
    return new Surroundings(new SparkConf(false), nobody, nobody, false);
  }
}
