package io.latentmill.job.cli;

import io.latentmill.job.ledger.LeaseHeldException;
import io.latentmill.job.ledger.LedgerException;
import io.latentmill.job.run.ExitCode;
import io.latentmill.job.run.Redaction;
import io.latentmill.job.run.RunFailedException;
import io.latentmill.udf.request.LatentmillException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Whatever goes wrong ends here: as one line on standard error, free of secrets, and as an exit
 * code. {@code --stacktrace} shows more.
 */
final class ErrorLine implements IParameterExceptionHandler, IExecutionExceptionHandler {
  private static final String STACKTRACE = "--stacktrace";

  private final Surroundings surroundings;

  ErrorLine(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  static boolean wantsTrace(String... arguments) {
    return Arrays.asList(arguments).contains(STACKTRACE);
  }

  @Override
  public int handleParseException(ParameterException e, String[] arguments) {
    CommandLine command = e.getCommandLine();
    String line =
        "%s (see %s --help)".formatted(wrongUsage(e), command.getCommandSpec().qualifiedName());
    print(line);
    new RefusedRun(surroundings).tell(command, line, arguments);
    trace(e, wantsTrace(arguments));
    return ExitCode.REFUSED;
  }

  /** A mistyped required option is unknown before it is missing. */
  private static String wrongUsage(ParameterException e) {
    CommandLine command = e.getCommandLine();
    boolean unknown =
        e instanceof UnmatchedArgumentException || e instanceof MissingParameterException;
    return unknown && !command.getUnmatchedArguments().isEmpty()
        ? unknown(command, command.getUnmatchedArguments().get(0))
        : firstLine(e) + origin(e);
  }

  private static String unknown(CommandLine command, String argument) {
    boolean option = argument.startsWith("-");
    Set<String> known =
        option ? command.getCommandSpec().optionsMap().keySet() : command.getSubcommands().keySet();
    String what = known.isEmpty() ? "argument" : option ? "option" : "command";
    return "Unknown %s: '%s'%s"
        .formatted(
            what,
            argument,
            Nearest.of(argument, known).map("; did you mean %s?"::formatted).orElse(""));
  }

  /** Where a wrong value stands that was not typed. */
  private static String origin(ParameterException e) {
    boolean typed =
        e.getArgSpec() == null
            || e.getCommandLine().getParseResult() != null
                && e.getCommandLine().getParseResult().originalArgs().stream()
                    .anyMatch(argument -> isValue(argument, e.getValue()));
    return !typed && e.getCommandLine().getDefaultValueProvider() instanceof Settings settings
        ? settings.origin(e.getArgSpec()).map(", from "::concat).orElse("")
        : "";
  }

  private static boolean isValue(String argument, String value) {
    return argument.equals(value) || argument.endsWith("=" + value);
  }

  @Override
  public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed) {
    return report(e, command.getCommandSpec().findOption(STACKTRACE).getValue());
  }

  /** Prints what went wrong, and answers the exit code. */
  int report(Exception e, boolean withTrace) {
    if (!Interruption.came()) {
      print(line(e));
      trace(e, withTrace);
    }
    return code(e);
  }

  private static int code(Exception e) {
    if (e.getCause() instanceof LeaseHeldException) {
      return ExitCode.HELD;
    }
    return e instanceof LatentmillException failure ? ExitCode.of(failure) : ExitCode.BROKEN;
  }

  /** Our own messages speak for themselves; of others the type is half of what they say. */
  private static String line(Exception e) {
    boolean own =
        e instanceof LatentmillException
            || e instanceof LedgerException
            || e instanceof RunFailedException;
    return own ? firstLine(e) : e.getClass().getSimpleName() + ": " + firstLine(e);
  }

  private static String firstLine(Exception e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }

  private void trace(Exception e, boolean wanted) {
    if (wanted) {
      StringWriter text = new StringWriter();
      e.printStackTrace(new PrintWriter(text, true));
      surroundings.err().print(Redaction.of(surroundings.conf()).apply(text.toString()));
      surroundings.err().flush();
    }
  }

  private void print(String line) {
    surroundings.err().println("latentmill: " + Redaction.of(surroundings.conf()).apply(line));
    surroundings.err().flush();
  }
}
