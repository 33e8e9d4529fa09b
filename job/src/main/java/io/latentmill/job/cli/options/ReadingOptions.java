package io.latentmill.job.cli.options;

import io.latentmill.job.plan.ChangedRows;
import io.latentmill.job.plan.TablePart;
import io.latentmill.job.run.RunOptions;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
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

  @Option(
      names = "--where",
      paramLabel = "EXPR",
      description =
          "Plans only rows of the table for which this Spark SQL over its columns is true. A later"
              + " run without it goes on with the others.")
  private String where;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description =
          "Plans only the first N of these rows, in table order. A later run without it goes on with"
              + " the others.")
  private Integer limit;

  RunOptions.Prompts prompts(String path) {
    TablePart part =
        new TablePart(
            Optional.ofNullable(where),
            limit == null ? OptionalInt.empty() : OptionalInt.of(limit));
    return new RunOptions.Prompts(path, strictColumns, changed, inputRoots, part);
  }

  private static final class ChoiceByLabel extends Labelled<ChangedRows> {
    ChoiceByLabel() {
      super(ChangedRows::ofLabel);
    }
  }
}
