package io.latentmill.job.cli;

import io.latentmill.job.run.Misunderstanding;
import io.latentmill.udf.request.LatentmillException;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import picocli.CommandLine;

/** A run whose options cannot be used: its output's {@code status.json} tells of it. */
final class RefusedRun {
  private static final String OUTPUT = "--output";

  /** The commands whose runs have a status. */
  private static final Set<String> RUNS = Set.of("generate", "retry");

  private final Surroundings surroundings;

  RefusedRun(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  /**
   * Puts options together.
   *
   * @throws LatentmillException that work throws
   */
  <T> T orTell(String output, Supplier<T> work) {
    try {
      return work.get();
    } catch (LatentmillException e) {
      Misunderstanding.tell(output, e.getMessage(), surroundings.conf());
      throw e;
    }
  }

  /** The arguments of a command could not be parsed. */
  void tell(CommandLine command, String message, String... arguments) {
    if (RUNS.contains(command.getCommandName())) {
      TypedOption.value(OUTPUT, arguments)
          .or(() -> ofSettings(command))
          .ifPresent(output -> Misunderstanding.tell(output, message, surroundings.conf()));
    }
  }

  /** The settings could not be read, and so no arguments. */
  void tell(String message, String... arguments) {
    if (Arrays.stream(arguments).anyMatch(RUNS::contains)) {
      TypedOption.value(OUTPUT, arguments)
          .ifPresent(output -> Misunderstanding.tell(output, message, surroundings.conf()));
    }
  }

  private static Optional<String> ofSettings(CommandLine command) {
    return command.getDefaultValueProvider() instanceof Settings settings
        ? Optional.ofNullable(settings.defaultValue(command.getCommandSpec().findOption(OUTPUT)))
        : Optional.empty();
  }
}
