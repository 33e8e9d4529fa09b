package io.latentmill.job.cli;

import io.latentmill.job.cli.options.CommonOptions;
import io.latentmill.job.cli.options.DeviceOptions;
import io.latentmill.job.cli.options.OutputOption;
import io.latentmill.job.run.ExitCode;
import io.latentmill.job.run.SelfCheck;
import io.latentmill.job.train.TrainingCheck;
import io.latentmill.job.train.TrainingOutput;
import io.latentmill.job.verify.Verify;
import io.latentmill.job.verify.VerifyReport;
import io.latentmill.udf.request.LatentmillException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Proof that an output is what it should be. */
@Command(
    name = "verify",
    header = "Checks that an output is complete and undamaged.",
    description =
        "Reads every file that a manifest names and compares length and SHA-256, counts every"
            + " planned id, and looks for files that nothing names. Prints a line for whatever is"
            + " wrong, chunks that are still to be generated included, and then exits 1; 4 while a"
            + " run is in progress.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  deploy/latentmill verify --output out/run",
      "  deploy/latentmill verify --output s3a://out/run --rerender 0.01",
    })
final class VerifyCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Mixin private OutputOption output;

  @Option(
      names = "--rerender",
      paramLabel = "FRACTION",
      description =
          "Renders this share of the rows again (0.01: one in a hundred, the same ones each time)"
              + " and compares pixels. One level of difference passes, as between kinds of devices;"
              + " 16 of JPEG and WebP.")
  private Double rerender;

  @Mixin private DeviceOptions device;

  @Mixin private CommonOptions common;

  VerifyCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    Optional<TrainingOutput> training = TrainingOutput.find(output.path(), surroundings.hadoop());
    if (training.isPresent()) {
      if (rerender != null) {
        throw LatentmillException.user("--rerender: an output of train has no rows to render");
      }
      return tell(training.get().verify());
    }
    Verify.Options options =
        new Verify.Options(
            output.path(),
            rerender == null ? OptionalDouble.empty() : OptionalDouble.of(rerender),
            device.choice());
    Map<String, String> start =
        rerender == null
            ? Map.of()
            : SelfCheck.ofOutput("verify", output.path(), device.choice(), surroundings.hadoop())
                .settings();
    VerifyReport report =
        Verify.run(surroundings.named("verify", output.path()).spark(Set.of(), start), options);
    report.findings().forEach(surroundings.out()::println);
    surroundings.out().print(summary(report));
    surroundings.out().flush();
    if (report.findings().isEmpty()) {
      return ExitCode.DONE;
    }
    return report.run().isPresent() ? ExitCode.HELD : ExitCode.BROKEN;
  }

  private int tell(TrainingCheck check) {
    check.findings().forEach(surroundings.out()::println);
    surroundings
        .out()
        .printf(
            Locale.ROOT,
            "%,d adapters trained, %,d failed, %,d files, %,d bytes%n%s%n",
            check.adapters(),
            check.failed(),
            check.files(),
            check.bytes(),
            check.findings().isEmpty() ? "complete and undamaged" : "not complete, or damaged");
    surroundings.out().flush();
    return check.findings().isEmpty() ? ExitCode.DONE : ExitCode.BROKEN;
  }

  /** What may be expected of pixels that are made again. */
  private static String promise(OptionalInt threads) {
    return threads.isPresent()
        ? "promised: equal pixels on the kind of processor that made them, with its %d threads an"
                .formatted(threads.getAsInt())
            + " operation as here; within one level on other kinds of device"
        : "promised: pixels within one level, since the output does not say how many threads made"
            + " it";
  }

  private static String summary(VerifyReport report) {
    String read =
        String.format(
            Locale.ROOT,
            "%,d chunks, %,d rows, %,d files, %,d bytes%n",
            report.chunks(),
            report.rows(),
            report.files(),
            report.bytes());
    String again =
        report
            .rerendered()
            .map(
                rows ->
                    String.format(
                        Locale.ROOT,
                        "%,d rows rendered again, %,d identical, largest difference %d levels%n%s%n",
                        rows.rows(),
                        rows.identical(),
                        rows.largestDifference(),
                        promise(rows.threads())))
            .orElse("");
    return read + again + verdict(report) + System.lineSeparator();
  }

  private static String verdict(VerifyReport report) {
    if (report.findings().isEmpty()) {
      return "complete and undamaged";
    }
    return report
        .run()
        .map("a run is in progress, by %s: verify again when it has ended"::formatted)
        .orElse("not complete, or damaged");
  }
}
