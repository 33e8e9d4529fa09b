package io.latentmill.job.cluster;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.spark.launcher.JavaModuleOptions;

/**
 * Spark's own standalone cluster: a master and workers in processes of their own, each worker with
 * its own Spark home and environment, as if on its own host. Closing it ends them and all drivers
 * and executors that they have started.
 */
public final class StandaloneCluster implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final String HOST = "127.0.0.1";

  private final Path directory;
  private final ProcessTree processes = new ProcessTree(UUID.randomUUID().toString());
  private final int port;
  private final int uiPort;
  private int workers;

  private StandaloneCluster(Path directory, int port, int uiPort) {
    this.directory = directory;
    this.port = port;
    this.uiPort = uiPort;
  }

  /** A master that listens, without workers; logs go to {@code directory}. */
  public static StandaloneCluster in(Path directory) {
    StandaloneCluster cluster = new StandaloneCluster(directory, freePort(), freePort());
    cluster.start(
        "master",
        SparkHome.in(directory.resolve("master-home")),
        Map.of(),
        "org.apache.spark.deploy.master.Master",
        List.of(
            "--host",
            HOST,
            "--port",
            Integer.toString(cluster.port),
            "--webui-port",
            Integer.toString(cluster.uiPort)));
    cluster.awaitMaster();
    return cluster;
  }

  /** Adds a worker with so many cores. */
  public StandaloneCluster worker(int cores, SparkHome home, Map<String, String> environment) {
    String name = "worker-" + workers++;
    start(
        name,
        home,
        environment,
        "org.apache.spark.deploy.worker.Worker",
        List.of(
            "--host",
            HOST,
            "--webui-port",
            "0",
            "--cores",
            Integer.toString(cores),
            "--memory",
            "3g",
            "--work-dir",
            directory.resolve(name).toString(),
            url()));
    return this;
  }

  /** {@code spark://HOST:PORT}. */
  public String url() {
    return "spark://%s:%d".formatted(HOST, port);
  }

  /** Where the master tells of its applications and drivers in JSON. */
  public String statusUrl() {
    return "http://%s:%d/json/".formatted(HOST, uiPort);
  }

  /** What drivers and executors printed to standard error, by path. */
  public List<Path> logs() {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(file -> file.endsWith("stderr")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot list logs in " + directory, e);
    }
  }

  @Override
  public void close() {
    processes.killAll();
  }

  private void start(
      String name,
      SparkHome home,
      Map<String, String> environment,
      String main,
      List<String> arguments) {
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.add("-Xmx256m");
    words.addAll(Submit.SHORT_LIVED);
    words.addAll(List.of(JavaModuleOptions.defaultModuleOptions().split(" ")));
    words.addAll(List.of("-cp", home.classPath(), main));
    words.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(words)
            .directory(directory.toFile())
            .redirectInput(new File("/dev/null"))
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve(name + ".log").toFile());
    Map<String, String> variables = builder.environment();
    variables.put("SPARK_HOME", home.path().toString());
    variables.put("SPARK_CONF_DIR", Checkout.conf().toString());
    variables.put("SPARK_SCALA_VERSION", "2.12");
    variables.put("SPARK_LOCAL_IP", HOST);
    variables.put(ProcessTree.MARK, processes.mark());
    variables.putAll(environment);
    try {
      builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot start " + words, e);
    }
  }

  private void awaitMaster() {
    long deadline = System.nanoTime() + START_LIMIT.toNanos();
    while (!listens()) {
      if (System.nanoTime() > deadline) {
        close();
        throw new AssertionError("The master does not listen on " + url());
      }
      try {
        Thread.sleep(100);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError("Interrupted while the master started", e);
      }
    }
  }

  private boolean listens() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(HOST, port), 1000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException("No free port", e);
    }
  }
}
