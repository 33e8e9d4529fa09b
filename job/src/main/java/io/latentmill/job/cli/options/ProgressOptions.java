package io.latentmill.job.cli.options;

import io.latentmill.udf.request.Labels;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Option;

/** For whom progress is told. */
public final class ProgressOptions {
  /** Its readers. */
  public enum Reader {
    /** A person at a terminal, or a log: what standard error is. */
    AUTO,
    /** A program. */
    JSON;

    private String label() {
      return this == AUTO ? "auto" : "json";
    }
  }

  @Option(
      names = "--progress",
      paramLabel = "FORM",
      defaultValue = "auto",
      showDefaultValue = Visibility.ALWAYS,
      converter = ByLabel.class,
      description =
          "auto: a line that is drawn again on a terminal, few plain lines in a log. json: a JSON"
              + " object a line, on standard error.")
  private Reader reader;

  /** As it was given. */
  public Reader reader() {
    return reader;
  }

  private static final class ByLabel extends Labelled<Reader> {
    ByLabel() {
      super(label -> Labels.require("form", Reader.values(), Reader::label, label));
    }
  }
}
