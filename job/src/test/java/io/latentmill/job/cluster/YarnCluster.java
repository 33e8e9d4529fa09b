package io.latentmill.job.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.apache.hadoop.yarn.api.records.YarnApplicationState;
import org.apache.hadoop.yarn.client.api.YarnClient;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.exceptions.YarnException;
import org.apache.hadoop.yarn.server.MiniYARNCluster;

/**
 * Hadoop's own YARN, a resource manager and a node manager, in this process; what they start runs
 * in processes of its own. Closing it ends those.
 */
public final class YarnCluster implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** What a Spark needs to reach it. */
  private static final List<String> ADDRESSES =
      List.of("yarn.resourcemanager.address", "yarn.resourcemanager.scheduler.address");

  private static final List<YarnApplicationState> ENDED =
      List.of(
          YarnApplicationState.FINISHED, YarnApplicationState.FAILED, YarnApplicationState.KILLED);

  private final Path directory;
  private final MiniYARNCluster cluster;

  private YarnCluster(Path directory, MiniYARNCluster cluster) {
    this.directory = directory;
    this.cluster = cluster;
  }

  /** A cluster that listens; its containers' folders go to {@code directory}. */
  public static YarnCluster in(Path directory) {
    YarnConfiguration configuration = new YarnConfiguration();
    configuration.set("yarn.resourcemanager.hostname", "127.0.0.1");
    configuration.setInt("yarn.minicluster.yarn.nodemanager.resource.memory-mb", 6144);
    configuration.setBoolean("yarn.nodemanager.pmem-check-enabled", false);
    configuration.setBoolean("yarn.nodemanager.vmem-check-enabled", false);
    configuration.set(
        "yarn.nodemanager.disk-health-checker.max-disk-utilization-per-disk-percentage", "100");
    // The scheduler's own file is not in the jar.
    configuration.set("yarn.scheduler.capacity.root.queues", "default");
    configuration.set("yarn.scheduler.capacity.root.default.capacity", "100");
    configuration.set("yarn.scheduler.capacity.maximum-am-resource-percent", "1");
    MiniYARNCluster cluster = new MiniYARNCluster("yarn-cluster", 1, 1, 1);
    cluster.init(configuration);
    cluster.start();
    return new YarnCluster(directory, cluster);
  }

  /** For a Spark that has YARN's module beside its own. */
  public Submit submit(String deployMode) {
    Path module = module();
    Submit submit =
        Submit.to("yarn")
            .withJars(module)
            .environment(Map.of("HADOOP_CONF_DIR", emptyFolder().toString()))
            .conf("spark.submit.deployMode", deployMode)
            .conf("spark.yarn.jars", "local:%s/*,local:%s".formatted(Checkout.sparkJars(), module))
            .conf("spark.yarn.stagingDir", directory.resolve("staging").toUri().toString())
            .conf("spark.yarn.appMasterEnv.JAVA_HOME", System.getProperty("java.home"))
            .conf("spark.executorEnv.JAVA_HOME", System.getProperty("java.home"));
    for (String address : ADDRESSES) {
      submit = submit.conf("spark.hadoop." + address, cluster.getConfig().get(address));
    }
    return submit;
  }

  /** What YARN has recorded of the application that was submitted last, once it has ended. */
  public ApplicationReport last() {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    try (YarnClient client = YarnClient.createYarnClient()) {
      client.init(new Configuration(cluster.getConfig()));
      client.start();
      while (System.nanoTime() < deadline) {
        ApplicationReport last =
            client.getApplications().stream()
                .max(Comparator.comparing(ApplicationReport::getApplicationId))
                .orElseThrow(() -> new AssertionError("There is no application"));
        if (ENDED.contains(last.getYarnApplicationState())) {
          return last;
        }
        Thread.sleep(200);
      }
      throw new AssertionError("The application did not end within " + LIMIT);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot ask YARN", e);
    } catch (YarnException e) {
      throw new IllegalStateException("Cannot ask YARN", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("Interrupted while an application ended", e);
    }
  }

  @Override
  public void close() {
    cluster.stop();
  }

  /** spark-submit asks for a folder of Hadoop's settings; all that count are given by name. */
  private Path emptyFolder() {
    try {
      return Files.createDirectories(directory.resolve("hadoop-conf"));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot make a folder in " + directory, e);
    }
  }

  /** Spark's module for YARN, which {@code -Pyarn} puts on the class path. */
  private static Path module() {
    try {
      Class<?> client = Class.forName("org.apache.spark.deploy.yarn.Client");
      return Path.of(client.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (ClassNotFoundException | URISyntaxException e) {
      throw new IllegalStateException("Cannot find spark-yarn: give Maven -Pyarn", e);
    }
  }
}
