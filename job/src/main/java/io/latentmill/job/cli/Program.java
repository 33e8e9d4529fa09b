package io.latentmill.job.cli;

import io.latentmill.udf.request.LatentmillException;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;

/**
 * All commands together: parses arguments and settings, runs one command, answers its exit code.
 */
final class Program {
  private static final int HELP_WIDTH = 100;

  private Program() {}

  /** Runs a command. Whatever goes wrong has been printed when this returns. */
  static int run(Surroundings surroundings, String... typed) {
    String[] arguments = helpAsOption(surroundings, typed);
    ErrorLine errors = new ErrorLine(surroundings);
    try {
      CommandLine commands = configured(surroundings, arguments);
      commands.setParameterExceptionHandler(errors);
      commands.setExecutionExceptionHandler(errors);
      return commands.execute(arguments);
    } catch (LatentmillException e) {
      int code = errors.report(e, ErrorLine.wantsTrace(arguments));
      new RefusedRun(surroundings).tell(e.getMessage(), arguments);
      return code;
    } catch (RuntimeException e) {
      return errors.report(e, ErrorLine.wantsTrace(arguments));
    }
  }

  /** {@code help} and {@code help generate} mean {@code --help} and {@code generate --help}. */
  private static String[] helpAsOption(Surroundings surroundings, String... typed) {
    if (typed.length == 0 || !typed[0].equals("help")) {
      return typed;
    }
    List<String> rest = List.of(typed).subList(1, typed.length);
    // What follows an unknown command means nothing: the command is what is wrong.
    boolean known =
        rest.isEmpty() || commands(surroundings).getSubcommands().containsKey(rest.get(0));
    return known
        ? Stream.concat(rest.stream(), Stream.of("--help")).toArray(String[]::new)
        : rest.toArray(String[]::new);
  }

  /** The commands, their options' defaults being those of the settings. */
  static CommandLine configured(Surroundings surroundings, String... arguments) {
    CommandLine commands = commands(surroundings);
    everywhere(commands, Settings.read(surroundings, arguments, OptionNames.of(commands)));
    return commands;
  }

  /** The commands without any settings. */
  static CommandLine commands(Surroundings surroundings) {
    CommandLine root =
        new CommandLine(new RootCommand(surroundings))
            .addSubcommand(new DemoCommand(surroundings))
            .addSubcommand(new GenerateCommand(surroundings))
            .addSubcommand(new PlanCommand(surroundings))
            .addSubcommand(new RenderCommand(surroundings))
            .addSubcommand(new VerifyCommand(surroundings))
            .addSubcommand(new RetryCommand(surroundings))
            .addSubcommand(new GcCommand(surroundings))
            .addSubcommand(new ReportCommand(surroundings))
            .addSubcommand(new ScoreCommand(surroundings))
            .addSubcommand(new DuplicatesCommand(surroundings))
            .addSubcommand(new InspectCommand(surroundings))
            .addSubcommand(new TrainCommand(surroundings))
            .addSubcommand(new StatusCommand(surroundings))
            .addSubcommand(new CompletionCommand(surroundings));
    root.setOut(surroundings.out());
    root.setErr(surroundings.err());
    root.setColorScheme(Help.defaultColorScheme(Help.Ansi.OFF));
    root.setUsageHelpWidth(HELP_WIDTH);
    root.setExpandAtFiles(false);
    return root;
  }

  private static void everywhere(CommandLine commands, Settings settings) {
    CommandSpec spec = commands.getCommandSpec();
    spec.defaultValueProvider(settings);
    commands.getSubcommands().values().forEach(command -> everywhere(command, settings));
  }
}
