package io.latentmill.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentmill.job.cluster.Checkout;
import io.latentmill.job.columns.OutputColumn;
import io.latentmill.job.columns.ScoreColumn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the README says of the program is what the program says of itself. */
class ReadmeTest {
  private static final Path ROOT = Checkout.root();

  private String readme;

  @BeforeEach
  void read() throws IOException {
    readme = Files.readString(ROOT.resolve("README.md"));
  }

  @Test
  void listsEveryOptionWithItsDefault() {
    assertThat(readme).contains("\n" + OptionTable.markdown() + "\n");
  }

  @Test
  void listsEveryColumnOfThePromptTable() {
    assertThat(readme).contains("\n" + ColumnTable.markdown() + "\n");
  }

  @Test
  void namesEveryColumnOfTheOutput() {
    assertThat(OutputColumn.values())
        .allSatisfy(column -> assertThat(readme).contains("`%s`".formatted(column.label())));
    assertThat(ScoreColumn.values())
        .allSatisfy(column -> assertThat(readme).contains("`%s`".formatted(column.label())));
  }

  @Test
  void describesEveryCommand() {
    assertThat(OptionTable.commands().getSubcommands().keySet())
        .allSatisfy(command -> assertThat(readme).contains("\n| `%s".formatted(command)));
  }

  @Test
  void pointsAtFilesThatAreThere() {
    Matcher links = Pattern.compile("]\\(([\\w./-]+)\\)").matcher(readme);
    assertThat(links.results().map(link -> link.group(1)))
        .isNotEmpty()
        .allSatisfy(link -> assertThat(ROOT.resolve(link)).exists());
  }
}
