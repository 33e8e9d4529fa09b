package io.latentmill.job.cli.options;

import io.latentmill.job.run.RunOptions;
import io.latentmill.udf.pipeline.load.PipelineSpec;
import java.time.Duration;
import java.util.OptionalLong;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What {@code generate} and {@code plan} take. */
public final class RunArguments {
  @Option(
      names = "--prompts",
      paramLabel = "PATH",
      converter = PathText.class,
      required = true,
      description =
          "The prompt table: Parquet, CSV or JSON lines by extension; a file, a folder or a glob.")
  private String prompts;

  @Option(
      names = "--output",
      paramLabel = "PATH",
      converter = PathText.class,
      required = true,
      description = "The data set's folder. A run that is there is resumed.")
  private String output;

  @Mixin private ReadingOptions reading;

  @Mixin private ModelOptions model;

  @Mixin private RefinerOption refiner;

  @Mixin private ModelsOption models;

  @Mixin private DeviceOptions device;

  @Mixin private ThreadOptions threads;

  @Mixin private DataOptions data;

  @Mixin private CurationOptions curation;

  @Mixin private SizeOptions size;

  @Option(
      names = "--max-failures",
      paramLabel = "N",
      description = "Failed rows at which the run gives up. Without it: never.")
  private Long maxFailures;

  @Mixin private EndOptions end;

  @Mixin private ExclusionOptions exclusion;

  /** How long chunks under way may take once a signal has come. */
  public Duration drain() {
    return end.drain();
  }

  /** The output, as it was given. */
  public String output() {
    return output;
  }

  /** As they were given. */
  public RunOptions options() {
    PipelineSpec pipeline = refiner.beside(model.pipeline());
    return new RunOptions(
        reading.prompts(prompts),
        output,
        pipeline,
        models.beside(pipeline),
        data.data(),
        curation.curation(),
        size.sizes(),
        new RunOptions.Execution(
            device.choice(),
            threads.threads(),
            maxFailures == null ? OptionalLong.empty() : OptionalLong.of(maxFailures),
            exclusion.exclusion(),
            end.failedRowsOk()));
  }
}
