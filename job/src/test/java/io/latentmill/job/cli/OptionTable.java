package io.latentmill.job.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkConf;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** All options of all commands, as the README lists them. */
final class OptionTable {
  private static final String NO_DEFAULT = "none";

  /** An option's row; several commands share it if they say the same of it. */
  private record Row(String option, String value, String meaning) {}

  private OptionTable() {}

  /** The commands without any settings. */
  static CommandLine commands() {
    return Program.commands(CommandRun.unheard(new SparkConf(false)));
  }

  /** {@code none}, a flag's {@code false}, or the value. */
  static String defaultOf(OptionSpec option) {
    if (option.required()) {
      return "required";
    }
    if (option.arity().max() == 0) {
      return "false";
    }
    return option.defaultValue() == null ? NO_DEFAULT : option.defaultValue();
  }

  static String markdown() {
    Map<Row, List<String>> rows = new LinkedHashMap<>();
    commands()
        .getSubcommands()
        .forEach(
            (name, command) ->
                command
                    .getCommandSpec()
                    .options()
                    .forEach(
                        option ->
                            rows.computeIfAbsent(row(option), row -> new ArrayList<>()).add(name)));
    int all = commands().getSubcommands().size();
    StringBuilder table =
        new StringBuilder("| option | default | meaning | commands |\n|---|---|---|---|\n");
    rows.forEach(
        (row, names) ->
            table.append(
                "| `%s` | %s | %s | %s |%n"
                    .formatted(
                        row.option(),
                        row.value(),
                        row.meaning(),
                        names.size() == all ? "all" : String.join(", ", names))));
    return table.toString();
  }

  private static Row row(OptionSpec option) {
    String label = option.arity().max() == 0 ? "" : " " + option.paramLabel();
    return new Row(
        option.longestName() + label,
        defaultOf(option),
        String.join(" ", option.description()).replace("|", "\\|"));
  }
}
