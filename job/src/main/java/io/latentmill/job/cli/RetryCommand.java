package io.latentmill.job.cli;

import io.latentmill.job.cli.options.CommonOptions;
import io.latentmill.job.cli.options.DeviceOptions;
import io.latentmill.job.cli.options.EndOptions;
import io.latentmill.job.cli.options.ExclusionOptions;
import io.latentmill.job.cli.options.Labelled;
import io.latentmill.job.cli.options.OutputOption;
import io.latentmill.job.cli.options.ProgressOptions;
import io.latentmill.job.run.ExitCode;
import io.latentmill.job.run.Retry;
import io.latentmill.job.run.SelfCheck;
import io.latentmill.job.run.Tables;
import io.latentmill.job.train.TrainOutcome;
import io.latentmill.job.train.TrainingOutput;
import io.latentmill.udf.request.FailureKind;
import io.latentmill.udf.request.Labels;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Failed rows once more. */
@Command(
    name = "retry",
    header = "Generates failed rows again.",
    description =
        "Runs the planned batches that hold failed rows again and replaces the chunks that hold"
            + " them; all other rows are copied byte for byte. Rows that the plan refused (a wrong"
            + " size, an unknown sampler) stay failed. Exits 3 if rows are still failed.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  deploy/latentmill retry --output out/run",
      "  deploy/latentmill retry --output s3a://out/run --where resource",
    })
final class RetryCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Mixin private OutputOption output;

  @Option(
      names = "--where",
      paramLabel = "KIND",
      converter = KindByLabel.class,
      description = "user, model, resource or internal: only rows that failed so. Without it: all.")
  private FailureKind where;

  @Mixin private DeviceOptions device;

  @Mixin private EndOptions end;

  @Mixin private ExclusionOptions exclusion;

  @Mixin private ProgressOptions progress;

  @Mixin private CommonOptions common;

  RetryCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    Optional<TrainingOutput> training = TrainingOutput.find(output.path(), surroundings.hadoop());
    if (training.isPresent()) {
      TrainOutcome outcome =
          training
              .get()
              .retry(
                  surroundings.named("retry", output.path()).spark(),
                  Optional.ofNullable(where),
                  device.choice(),
                  exclusion.exclusion(),
                  surroundings.progress(progress.reader()));
      surroundings.out().println(outcome.line());
      return ExitCode.ofFailedRows(outcome.failed(), end.failedRowsOk());
    }
    Retry.Options options =
        new Retry.Options(
            output.path(),
            Optional.ofNullable(where),
            device.choice(),
            exclusion.exclusion(),
            end.failedRowsOk());
    Interruption.drainFor(end.drain());
    return Outcomes.tell(
        surroundings,
        Retry.run(
            surroundings
                .named("retry", output.path())
                .spark(
                    Tables.wanted(output.path(), Optional.empty(), surroundings.hadoop()),
                    new RefusedRun(surroundings).orTell(output.path(), this::check).settings()),
            options,
            surroundings.progress(progress.reader()),
            Interruption::draining),
        end.failedRowsOk());
  }

  private SelfCheck check() {
    return SelfCheck.ofOutput("retry", output.path(), device.choice(), surroundings.hadoop());
  }

  private static final class KindByLabel extends Labelled<FailureKind> {
    KindByLabel() {
      super(label -> Labels.require("kind", FailureKind.values(), FailureKind::label, label));
    }
  }
}
