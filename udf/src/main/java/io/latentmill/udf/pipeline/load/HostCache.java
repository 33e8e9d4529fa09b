package io.latentmill.udf.pipeline.load;

import io.latentmill.udf.weights.ModelFiles;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/**
 * Where models of remote file systems lie on this host: the system property or environment variable
 * {@code LATENTMILL_CACHE_DIR}, else a folder of the user's own in the temporary directory.
 */
public final class HostCache {
  static final String VARIABLE = "LATENTMILL_CACHE_DIR";

  private HostCache() {}

  /** The files of models, copied to this host where they are far away. */
  public static ModelFiles files(Configuration configuration) {
    return new ModelFiles(configuration, folder());
  }

  private static Path folder() {
    return Optional.ofNullable(System.getProperty(VARIABLE))
        .or(() -> Optional.ofNullable(System.getenv(VARIABLE)))
        .filter(value -> !value.isBlank())
        .map(Path::of)
        .orElseGet(
            () ->
                Path.of(
                    System.getProperty("java.io.tmpdir"),
                    "latentmill-cache-" + System.getProperty("user.name")));
  }
}
