package io.latentmill.job.cli;

import java.util.Set;
import java.util.TreeSet;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** The long names of the options that settings may set: all of all commands, but a few. */
final class OptionNames {
  /** Options that only make sense where they are typed. */
  private static final Set<String> TYPED_ONLY = Set.of("help", "version", "config");

  private OptionNames() {}

  /** The names, without dashes, of every command's options. */
  static Set<String> of(CommandLine commands) {
    Set<String> names = new TreeSet<>();
    commands.getCommandSpec().options().forEach(option -> names.add(of(option)));
    commands.getSubcommands().values().forEach(command -> names.addAll(of(command)));
    names.removeAll(TYPED_ONLY);
    return names;
  }

  /** An option's long name, without dashes. */
  static String of(OptionSpec option) {
    return option.longestName().substring(2);
  }
}
