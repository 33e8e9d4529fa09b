package io.latentmill.job.cli.options;

import io.latentmill.udf.pipeline.PipelineLoader;
import io.latentmill.udf.pipeline.load.ModelDefaults;
import io.latentmill.udf.pipeline.load.PipelineSpec;
import io.latentmill.udf.training.adapter.Samples;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Option;

/** Images drawn while adapters are trained. */
public final class SampleOptions {
  @Option(
      names = "--sample-prompts",
      paramLabel = "PROMPT",
      split = ";",
      description =
          "Drawn before training, at every checkpoint and at the end, for the report; several are"
              + " parted by ; or given one by one.")
  private List<String> prompts = List.of();

  @Option(
      names = "--sample-steps",
      paramLabel = "N",
      defaultValue = "20",
      showDefaultValue = Visibility.ALWAYS,
      description = "DDIM steps of a sample.")
  private int steps;

  /** What to draw, under the guidance that suits the model. */
  public Samples samples(PipelineSpec pipeline, long seed, Configuration configuration) {
    if (prompts.isEmpty()) {
      return Samples.none();
    }
    double guidance =
        ModelDefaults.of(PipelineLoader.open(pipeline, configuration)).guidanceScale();
    List<String> stripped = prompts.stream().map(String::strip).toList();
    return new Samples(stripped, steps, guidance, seed);
  }
}
