package io.latentmill.job.cli.options;

import io.latentmill.job.plan.ChangedRows;
import io.latentmill.job.run.RunOptions;
import java.util.List;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Option;

/** What the prompt table may hold. */
final class ReadingOptions {
  @Option(
      names = "--strict-columns",
      description =
          "Refuses a table that has a column which looks like a mistyped one of ours (step, cfg)."
              + " Without it: says so and passes the column through.")
  private boolean strictColumns;

  @Option(
      names = "--changed",
      paramLabel = "CHOICE",
      defaultValue = "keep",
      showDefaultValue = Visibility.ALWAYS,
      converter = ChoiceByLabel.class,
      description =
          "What becomes of rows that have changed under ids that were planned already: keep leaves"
              + " them as they were, redo makes them anew, fail refuses the table.")
  private ChangedRows changed;

  @Option(
      names = "--input-roots",
      paramLabel = "PATH",
      split = ",",
      converter = PathText.class,
      description =
          "Folders or file systems, with commas between, where the paths of the table's rows may"
              + " lead. Without it: the table's own file system.")
  private List<String> inputRoots = List.of();

  RunOptions.Prompts prompts(String path) {
    return new RunOptions.Prompts(path, strictColumns, changed, inputRoots);
  }

  private static final class ChoiceByLabel extends Labelled<ChangedRows> {
    ChoiceByLabel() {
      super(ChangedRows::ofLabel);
    }
  }
}
