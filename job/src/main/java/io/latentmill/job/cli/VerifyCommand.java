package io.latentmill.job.cli;

import io.latentmill.job.run.Verify;
import io.latentmill.job.run.VerifyReport;
import java.util.Locale;
import java.util.OptionalDouble;
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
            + " wrong, chunks that are still to be generated included, and then exits 1.",
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
    Verify.Options options =
        new Verify.Options(
            output.path(),
            rerender == null ? OptionalDouble.empty() : OptionalDouble.of(rerender),
            device.choice());
    VerifyReport report = Verify.run(surroundings.spark(), options);
    report.findings().forEach(surroundings.out()::println);
    surroundings.out().print(summary(report));
    surroundings.out().flush();
    return report.findings().isEmpty() ? ExitCode.DONE : ExitCode.BROKEN;
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
                        "%,d rows rendered again, %,d identical, largest difference %d levels%n",
                        rows.rows(),
                        rows.identical(),
                        rows.largestDifference()))
            .orElse("");
    String verdict =
        report.findings().isEmpty() ? "complete and undamaged%n" : "not complete, or damaged%n";
    return read + again + verdict.formatted();
  }
}
