package io.latentmill.job.cli;

import io.latentmill.udf.request.LatentmillException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.SparkConf;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * What options are worth that nobody typed: first {@code spark.latentmill.*} of Spark's
 * configuration, then the file of {@code --config}. Options that neither has keep their own
 * defaults.
 */
final class Settings implements IDefaultValueProvider {
  private static final String SPARK_PREFIX = "spark.latentmill.";

  /** A value, and where it stands, for messages. */
  private record Setting(String value, String origin) {}

  private final Map<String, Setting> settings = new HashMap<>();
  private final Set<String> known;

  private Settings(Set<String> known) {
    this.known = known;
  }

  /**
   * Reads both.
   *
   * @param known the names that may be set
   * @throws LatentmillException (user) naming a key that is not known and where it stands
   */
  static Settings read(Surroundings surroundings, String[] arguments, Set<String> known) {
    Settings settings = new Settings(known);
    ConfigFile.named(arguments)
        .ifPresent(
            file ->
                ConfigFile.read(file, surroundings.hadoop())
                    .forEach((name, value) -> settings.add(name, name, value, file)));
    settings.addAll(surroundings.conf());
    return settings;
  }

  private void addAll(SparkConf conf) {
    for (scala.Tuple2<String, String> entry : conf.getAllWithPrefix(SPARK_PREFIX)) {
      add(entry._1(), SPARK_PREFIX + entry._1(), entry._2(), "Spark's configuration");
    }
  }

  private void add(String name, String key, String value, String origin) {
    if (!known.contains(name)) {
      throw LatentmillException.user(
          "Unknown setting %s in %s%s",
          key, origin, Nearest.of(name, known).map(" (did you mean %s?)"::formatted).orElse(""));
    }
    settings.put(name, new Setting(value.strip(), "%s in %s".formatted(key, origin)));
  }

  @Override
  public String defaultValue(ArgSpec argument) {
    return setting(argument).map(Setting::value).orElse(null);
  }

  /** Where an option's value comes from, if from here; it may still have been typed. */
  Optional<String> origin(ArgSpec argument) {
    return setting(argument).map(Setting::origin);
  }

  private Optional<Setting> setting(ArgSpec argument) {
    return argument instanceof OptionSpec option && option.longestName().startsWith("--")
        ? Optional.ofNullable(settings.get(OptionNames.of(option)))
        : Optional.empty();
  }
}
