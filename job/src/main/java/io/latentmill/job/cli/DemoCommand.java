package io.latentmill.job.cli;

import io.latentmill.job.cli.options.CommonOptions;
import io.latentmill.job.cli.options.DeviceOptions;
import io.latentmill.job.cli.options.PathText;
import io.latentmill.job.run.Generate;
import io.latentmill.job.run.RunOptions;
import io.latentmill.job.run.RunOutcome;
import io.latentmill.job.run.SelfCheck;
import io.latentmill.job.sink.SinkFormat;
import io.latentmill.udf.image.ImageFormat;
import io.latentmill.udf.pipeline.load.PipelineSpec;
import java.io.IOException;
import java.io.InputStream;
import java.util.EnumSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * The main job with everything given: the prompts of {@code datasets/prompts/shapes.parquet}, which
 * this jar carries along, and the embedded model.
 */
@Command(
    name = "demo",
    header = "Generates coloured shapes with the embedded model.",
    description =
        "Generates the 72 rows of datasets/prompts/shapes.parquet, as image files and as Parquet,"
            + " and says where to look. Needs no model, no GPU and no network.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  deploy/latentmill demo",
      "  deploy/latentmill --master 'local-cluster[2,1,2048]' demo --output out/demo-on-two",
    })
final class DemoCommand implements Callable<Integer> {
  private static final String PROMPTS = "shapes.parquet";

  private final Surroundings surroundings;

  @Option(
      names = "--output",
      paramLabel = "PATH",
      converter = PathText.class,
      defaultValue = "out/demo",
      showDefaultValue = Visibility.ALWAYS,
      description = "The data set's folder. A demo that is there is resumed.")
  private String output;

  @Mixin private DeviceOptions device;

  @Mixin private CommonOptions common;

  DemoCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws IOException {
    Configuration configuration = surroundings.hadoop();
    Path folder = new Path(output);
    folder = folder.getFileSystem(configuration).makeQualified(folder);
    Path prompts = unpackPrompts(folder, configuration);
    RunOutcome outcome =
        Generate.run(
            surroundings
                .named("demo", output)
                .spark(
                    Set.of(),
                    SelfCheck.of(PipelineSpec.embedded(), device.choice(), configuration)
                        .settings()),
            options(prompts, folder),
            surroundings.progress());
    int code = Outcomes.tell(surroundings, outcome, false);
    surroundings.out().println("prompts  " + shown(prompts));
    surroundings.out().println("images   " + shown(new Path(folder, "data/files")));
    surroundings.out().println("Parquet  " + shown(new Path(folder, "data/parquet")));
    return code;
  }

  /** Beside the output, where executors on other machines see it too. */
  private static Path unpackPrompts(Path folder, Configuration configuration) throws IOException {
    OutputFolder beside = new OutputFolder(folder.getParent(), configuration);
    try (InputStream prompts = DemoCommand.class.getResourceAsStream(PROMPTS)) {
      return beside.write("demo-prompts.parquet", prompts::transferTo);
    }
  }

  private RunOptions options(Path prompts, Path folder) {
    return new RunOptions(
        RunOptions.Prompts.of(prompts.toString()),
        folder.toString(),
        PipelineSpec.embedded(),
        new RunOptions.Data(
            EnumSet.of(SinkFormat.FILES, SinkFormat.PARQUET),
            ImageFormat.PNG,
            OptionalInt.empty(),
            false,
            Optional.empty()),
        new RunOptions.Sizes(4, 8, 512L << 20, 24, 4_194_304),
        RunOptions.Execution.of(device.choice(), RunOptions.Exclusion.DEFAULTS));
  }

  private static String shown(Path path) {
    return path.toUri().getScheme().equals("file") ? path.toUri().getPath() : path.toString();
  }
}
