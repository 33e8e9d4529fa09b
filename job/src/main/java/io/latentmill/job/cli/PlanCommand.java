package io.latentmill.job.cli;

import io.latentmill.job.cli.options.CommonOptions;
import io.latentmill.job.cli.options.RunArguments;
import io.latentmill.job.plan.PlanDraft;
import io.latentmill.job.plan.PlanReport;
import io.latentmill.job.run.ExitCode;
import io.latentmill.job.run.PlanOnly;
import io.latentmill.job.run.RunOptions;
import io.latentmill.job.run.StoreProbe;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The main job without the work. */
@Command(
    name = "plan",
    header = "Shows what generate would do.",
    description =
        "Takes generate's options and writes nothing: rows, refused ones with their reasons,"
            + " buckets of equal shape, chunks, shards, and about how many bytes and device hours"
            + " they make. Of an output that is there, only rows that it does not have yet count.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  deploy/latentmill plan --prompts rows.parquet --output out/run",
      "  deploy/latentmill plan --prompts rows.parquet --output out/run \\",
      "    --model /models/sd15 --device-teraflops 120",
    })
final class PlanCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Mixin private RunArguments run;

  @Option(
      names = "--device-teraflops",
      paramLabel = "N",
      defaultValue = "50",
      showDefaultValue = Visibility.ALWAYS,
      description =
          "10^12 floating-point operations a second that a device sustains, for the device hours.")
  private double teraflops;

  @Option(
      names = "--preview",
      paramLabel = "N",
      defaultValue = "0",
      showDefaultValue = Visibility.ALWAYS,
      description = "Also shows the first N rows as they would be generated, in table order.")
  private int preview;

  @Mixin private CommonOptions common;

  PlanCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    RunOptions options = run.options();
    StoreProbe.check(options.paths(), surroundings.hadoop());
    SparkSession spark =
        surroundings
            .named("plan", options.output())
            .spark(
                Set.of(), PlanDraft.startSettings(options.prompts().path(), surroundings.hadoop()));
    List<Row> rows = new ArrayList<>();
    PlanReport report =
        PlanOnly.run(
            spark,
            options,
            teraflops,
            draft -> rows.addAll(preview > 0 ? draft.preview(preview) : List.of()),
            surroundings.progress());
    surroundings.out().print(PlanText.of(report));
    surroundings.out().print(PreviewText.of(rows));
    surroundings.out().flush();
    return ExitCode.DONE;
  }
}
