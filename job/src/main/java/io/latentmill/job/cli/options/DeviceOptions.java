package io.latentmill.job.cli.options;

import io.latentmill.job.run.RunOptions.DeviceChoice;
import io.latentmill.udf.request.LatentmillException;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Option;

/** What the model runs on. */
public final class DeviceOptions {
  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      defaultValue = "auto",
      showDefaultValue = Visibility.ALWAYS,
      converter = ByLabel.class,
      description =
          "auto: the GPU that Spark assigned to the task, else the first one, else the CPU."
              + " cpu: the CPU whatever is there.")
  private DeviceChoice device;

  /** As it was given. */
  public DeviceChoice choice() {
    return device;
  }

  private static final class ByLabel extends Labelled<DeviceChoice> {
    ByLabel() {
      super(ByLabel::read);
    }

    private static DeviceChoice read(String label) {
      return switch (label) {
        case "auto" -> DeviceChoice.AUTO;
        case "cpu" -> DeviceChoice.CPU;
        default ->
            throw LatentmillException.user("unknown device \"%s\"; known are auto, cpu", label);
      };
    }
  }
}
