package io.latentmill.job.cli;

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
  static int run(Surroundings surroundings, String... arguments) {
    ErrorLine errors = new ErrorLine(surroundings);
    try {
      CommandLine commands = configured(surroundings, arguments);
      commands.setParameterExceptionHandler(errors);
      commands.setExecutionExceptionHandler(errors);
      return commands.execute(arguments);
    } catch (RuntimeException e) {
      return errors.report(e, ErrorLine.wantsTrace(arguments));
    }
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
            .addSubcommand(new InspectCommand(surroundings));
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
