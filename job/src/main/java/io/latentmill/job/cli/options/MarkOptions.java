package io.latentmill.job.cli.options;

import io.latentmill.udf.image.Marking;
import java.util.Optional;
import picocli.CommandLine.Option;

/** How images say that they are synthetic. */
public final class MarkOptions {
  @Option(
      names = "--mark",
      paramLabel = "KIND",
      converter = MarkByLabel.class,
      description =
          "iptc says in every image's XMP that a trained algorithm made it (IPTC's"
              + " DigitalSourceType), none leaves that out. Without it: as the output has it, and"
              + " iptc for a new one.")
  private Marking marking;

  /** Empty without the option. */
  public Optional<Marking> marking() {
    return Optional.ofNullable(marking);
  }

  private static final class MarkByLabel extends Labelled<Marking> {
    MarkByLabel() {
      super(Marking::ofLabel);
    }
  }
}
