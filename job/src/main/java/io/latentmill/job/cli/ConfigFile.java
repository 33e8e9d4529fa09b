package io.latentmill.job.cli;

import io.latentmill.udf.request.FailureKind;
import io.latentmill.udf.request.LatentmillException;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;

/** The file of {@code --config}: Java properties of long flag names, {@code chunk-rows = 512}. */
final class ConfigFile {
  private static final String FLAG = "--config";

  private ConfigFile() {}

  /** The file that the arguments name. It has to be known before they can be parsed. */
  static Optional<String> named(String... arguments) {
    return TypedOption.value(FLAG, arguments);
  }

  /**
   * Reads a file, in UTF-8.
   *
   * @param file on any Hadoop FileSystem
   * @throws LatentmillException (user) naming the file when it cannot be read
   */
  static Map<String, String> read(String file, Configuration configuration) {
    Properties properties = new Properties();
    try {
      byte[] text = SmallFile.read(file, configuration);
      properties.load(new StringReader(new String(text, StandardCharsets.UTF_8)));
    } catch (IOException | IllegalArgumentException e) {
      throw new LatentmillException(
          FailureKind.USER,
          "Cannot read the settings of %s: %s".formatted(file, e.getMessage()),
          e);
    }
    Map<String, String> settings = new TreeMap<>();
    properties.stringPropertyNames().forEach(k -> settings.put(k, properties.getProperty(k)));
    return settings;
  }
}
