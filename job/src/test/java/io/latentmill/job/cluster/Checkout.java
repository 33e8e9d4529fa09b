package io.latentmill.job.cluster;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where this checkout keeps references and what Maven built. Maven tells its root in {@code
 * latentmill.root}.
 */
public final class Checkout {
  private Checkout() {}

  public static Path root() {
    String root = System.getProperty("latentmill.root");
    if (root == null) {
      throw new IllegalStateException("Cannot find the checkout: latentmill.root is not set");
    }
    return Path.of(root);
  }

  /** A file or folder of the references that both modules' tests read. */
  public static Path goldens(String path) {
    return root().resolve("udf/src/test/resources/goldens").resolve(path);
  }

  /** The shaded application jar. */
  public static Path jar() {
    return built("job/target/latentmill.jar", "mvn -pl job -am package");
  }

  /** {@code conf/}, as the launcher gives it to Spark. */
  public static Path conf() {
    return root().resolve("conf");
  }

  public static Path launcher() {
    return root().resolve("deploy/latentmill");
  }

  static Path sparkJars() {
    return built("target/spark-home/jars", "mvn -pl deploy/spark-home package");
  }

  static Path s3ServerJars() {
    return built("target/s3-server/jars", "mvn -pl deploy/s3-server package");
  }

  private static Path built(String path, String command) {
    Path built = root().resolve(path);
    if (!Files.exists(built)) {
      throw new IllegalStateException("Cannot find %s: run %s".formatted(built, command));
    }
    return built;
  }
}
