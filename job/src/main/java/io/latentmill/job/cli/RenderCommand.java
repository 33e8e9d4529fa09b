package io.latentmill.job.cli;

import io.latentmill.job.cli.options.CommonOptions;
import io.latentmill.job.cli.options.DeviceOptions;
import io.latentmill.job.cli.options.MarkOptions;
import io.latentmill.job.cli.options.ModelOptions;
import io.latentmill.job.cli.options.PathText;
import io.latentmill.job.cli.options.RefinerOption;
import io.latentmill.job.cli.options.ThreadOptions;
import io.latentmill.job.run.ExitCode;
import io.latentmill.job.run.Redaction;
import io.latentmill.udf.image.Marking;
import io.latentmill.udf.request.FailureKind;
import io.latentmill.udf.request.GenerationResult;
import io.latentmill.udf.request.LatentmillException;
import io.latentmill.udf.sql.row.SingleRow;
import io.latentmill.udf.torch.Torch;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Generates one row here and now, without Spark. */
@Command(
    name = "render",
    header = "Generates one image, without a Spark job.",
    description =
        "Writes image.png and latents.safetensors of one row, given as JSON under the prompt table's"
            + " column names. Exits 3 if the row is invalid or fails.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  echo '{\"prompt\": \"a red circle on a blue background\", \"seed\": 7}' > row.json",
      "  deploy/latentmill render --request row.json --output out/one",
      "  deploy/latentmill render --model /models/sd15 --request row.json --output out/one --tensors",
    })
final class RenderCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Option(
      names = "--request",
      paramLabel = "FILE",
      converter = PathText.class,
      required = true,
      description = "A JSON object such as {\"prompt\": \"a red star\", \"steps\": 20}.")
  private String request;

  @Option(
      names = "--output",
      paramLabel = "PATH",
      converter = PathText.class,
      required = true,
      description = "The folder to write to; files of the same names are replaced.")
  private String output;

  @Option(
      names = "--tensors",
      description =
          "Also writes tensors.safetensors: token ids, text embeddings, the first prediction, the"
              + " latents after every step, the image.")
  private boolean tensors;

  @Mixin private MarkOptions mark;

  @Mixin private ModelOptions model;

  @Mixin private RefinerOption refiner;

  @Mixin private DeviceOptions device;

  @Mixin private ThreadOptions threads;

  @Mixin private CommonOptions common;

  RenderCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    Torch.useThreads(threads.threads().orElse(Runtime.getRuntime().availableProcessors()));
    Configuration configuration = surroundings.hadoop();
    Map<String, Object> columns = RequestFile.read(request, configuration);
    Rendering rendering =
        Rendering.of(
            refiner.beside(model.pipeline()), configuration, mark.marking().orElse(Marking.IPTC));
    SingleRow row;
    try {
      row = rendering.row(columns);
    } catch (LatentmillException e) {
      return failed(request, e.kind(), e.getMessage());
    }
    if (!row.unused().isEmpty()) {
      remark("not a column: " + String.join(", ", row.unused()));
    }
    Rendering.Rendered rendered = rendering.render(row.request(), device.choice());
    if (rendered.result() instanceof GenerationResult.Generated generated) {
      rendering
          .write(row.request(), generated, rendered.tensors(), tensors, new Path(output))
          .forEach(surroundings.out()::println);
      return ExitCode.DONE;
    }
    GenerationResult.Failed failure = (GenerationResult.Failed) rendered.result();
    return failed(failure.id(), failure.kind(), failure.message());
  }

  private int failed(String subject, FailureKind kind, String message) {
    remark("%s failed (%s): %s".formatted(subject, kind.label(), message));
    return ExitCode.ROWS_FAILED;
  }

  private void remark(String text) {
    surroundings.err().println("latentmill: " + Redaction.of(surroundings.conf()).apply(text));
  }
}
