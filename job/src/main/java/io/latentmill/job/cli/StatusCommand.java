package io.latentmill.job.cli;

import io.latentmill.job.cli.options.CommonOptions;
import io.latentmill.job.cli.options.OutputOption;
import io.latentmill.job.run.ExitCode;
import io.latentmill.job.run.RunStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A run that may be going on elsewhere. */
@Command(
    name = "status",
    header = "Tells how an output's last run stands or ended.",
    description =
        "Prints a line of what _latentmill/status.json says, wherever the run is; starts no Spark."
            + " With --watch: a line whenever that changes, until the run has ended, whose exit code"
            + " then is this command's.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  deploy/latentmill status --output out/run",
      "  deploy/latentmill status --output s3a://out/run --watch",
    })
final class StatusCommand implements Callable<Integer> {
  private static final Duration PACE = Duration.ofSeconds(2);

  private final Surroundings surroundings;

  @Mixin private OutputOption output;

  @Option(names = "--watch", description = "Goes on until the run has ended.")
  private boolean watch;

  @Option(names = "--json", description = "Prints the file as it is.")
  private boolean json;

  @Mixin private CommonOptions common;

  StatusCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws InterruptedException {
    RunStatus status = tell();
    while (watch && status.exitCode().isEmpty()) {
      status = next(status);
    }
    return watch ? status.exitCode().getAsInt() : ExitCode.DONE;
  }

  private RunStatus next(RunStatus last) throws InterruptedException {
    Thread.sleep(PACE.toMillis());
    RunStatus status = read();
    if (!status.json().equals(last.json())) {
      print(status);
    }
    return status;
  }

  private RunStatus tell() {
    RunStatus status = read();
    print(status);
    return status;
  }

  private RunStatus read() {
    return RunStatus.read(output.path(), surroundings.hadoop());
  }

  private void print(RunStatus status) {
    surroundings.out().println(json ? status.json() : status.line(Instant.now()));
    surroundings.out().flush();
  }
}
