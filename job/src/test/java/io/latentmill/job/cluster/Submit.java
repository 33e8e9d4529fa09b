package io.latentmill.job.cluster;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.spark.launcher.JavaModuleOptions;

/**
 * What is to be submitted: a master, Spark's settings, a program and its arguments. The program is
 * latentmill's own jar unless {@link #program} says otherwise. Immutable; every method answers a
 * changed copy. {@link #start} runs it in a process of its own.
 */
public final class Submit {
  /** Processes that live for seconds are over before the second compiler has paid for itself. */
  static final List<String> SHORT_LIVED = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

  private final String master;
  private final Map<String, String> conf;
  private final Map<String, String> environment;
  private final List<String> program;
  private final List<String> arguments;
  private final List<String> driverOptions;
  private final Function<Path, SparkHome> home;

  private Submit(
      String master,
      Map<String, String> conf,
      Map<String, String> environment,
      List<String> program,
      List<String> arguments,
      List<String> driverOptions,
      Function<Path, SparkHome> home) {
    this.master = master;
    this.conf = conf;
    this.environment = environment;
    this.program = program;
    this.arguments = arguments;
    this.driverOptions = driverOptions;
    this.home = home;
  }

  /** For example {@code local[2]} or {@code local-cluster[2,1,1024]}. */
  public static Submit to(String master) {
    return new Submit(
        master,
        Map.of("spark.executor.extraJavaOptions", String.join(" ", SHORT_LIVED)),
        Map.of(),
        List.of(),
        List.of(),
        List.of("-Xmx1g"),
        SparkHome::in);
  }

  public Submit conf(String key, String value) {
    return conf(Map.of(key, value));
  }

  public Submit conf(Map<String, String> more) {
    return new Submit(
        master, merged(conf, more), environment, program, arguments, driverOptions, home);
  }

  /** Variables for the driver; a local cluster's executors inherit them. */
  public Submit environment(Map<String, String> more) {
    return new Submit(
        master, conf, merged(environment, more), program, arguments, driverOptions, home);
  }

  /** A program other than latentmill: its main class, and the jar that holds it. */
  public Submit program(Class<?> main, Path jar) {
    List<String> other = List.of("--class", main.getName(), jar.toString());
    return new Submit(master, conf, environment, other, arguments, driverOptions, home);
  }

  /** A command of latentmill with its options, or the arguments of another program. */
  public Submit command(Object... command) {
    List<String> words = Stream.of(command).map(Object::toString).toList();
    return new Submit(master, conf, environment, program, words, driverOptions, home);
  }

  /** JVM options of the driver, beside {@code -Xmx1g}. */
  public Submit driverOptions(String... more) {
    List<String> all = Stream.concat(driverOptions.stream(), Stream.of(more)).toList();
    return new Submit(master, conf, environment, program, arguments, all, home);
  }

  /** Runs on a Spark that lacks the jars whose names hold one of these words. */
  public Submit withoutJars(String... words) {
    return homeMadeBy(folder -> SparkHome.without(folder, words));
  }

  /** Runs on a Spark that has these jars beside its own. */
  public Submit withJars(Path... jars) {
    return homeMadeBy(folder -> SparkHome.with(folder, jars));
  }

  private Submit homeMadeBy(Function<Path, SparkHome> other) {
    return new Submit(master, conf, environment, program, arguments, driverOptions, other);
  }

  /**
   * Starts {@code SparkSubmit} with {@code directory} as its working directory. The run's own files
   * (logs, Spark home) go to a fresh folder {@code run-*} in it.
   */
  public Submission start(Path directory) {
    Path run = freshFolder(directory);
    return start(directory, run, sparkSubmit(home.apply(run.resolve("spark-home"))));
  }

  /** The same through {@code deploy/latentmill}, whose Spark home all checkouts' runs share. */
  public Submission startByLauncher(Path directory) {
    List<String> words = new ArrayList<>(List.of(Checkout.launcher().toString()));
    words.addAll(sparkOptions());
    words.addAll(arguments);
    return start(directory, freshFolder(directory), words);
  }

  private Submission start(Path directory, Path run, List<String> words) {
    String mark = UUID.randomUUID().toString();
    ProcessBuilder builder =
        new ProcessBuilder(words)
            .directory(directory.toFile())
            .redirectInput(new File("/dev/null"))
            .redirectOutput(run.resolve("stdout").toFile())
            .redirectError(run.resolve("stderr").toFile());
    Map<String, String> variables = builder.environment();
    variables.put("SPARK_HOME", run.resolve("spark-home").toString());
    variables.put("SPARK_CONF_DIR", Checkout.conf().toString());
    variables.put("SPARK_SCALA_VERSION", "2.12");
    variables.put("SPARK_LOCAL_IP", "127.0.0.1");
    variables.put("OPT_OUT_TRACKING", "true");
    variables.putAll(environment);
    variables.put(ProcessTree.MARK, mark);
    try {
      return new Submission(builder.start(), new ProcessTree(mark), run);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot start " + words, e);
    }
  }

  private List<String> sparkSubmit(SparkHome home) {
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.addAll(SHORT_LIVED);
    words.addAll(driverOptions);
    words.addAll(List.of(JavaModuleOptions.defaultModuleOptions().split(" ")));
    words.addAll(List.of("-Dai.djl.offline=true", "-Djava.awt.headless=true"));
    words.addAll(List.of("-cp", home.classPath(), "org.apache.spark.deploy.SparkSubmit"));
    words.addAll(
        List.of(
            "--properties-file", Checkout.conf().resolve("latentmill-defaults.conf").toString()));
    words.addAll(sparkOptions());
    words.addAll(program.isEmpty() ? latentmill() : program);
    words.addAll(arguments);
    return words;
  }

  private List<String> sparkOptions() {
    List<String> words = new ArrayList<>(List.of("--master", master));
    conf.forEach((key, value) -> words.addAll(List.of("--conf", key + "=" + value)));
    return words;
  }

  private static List<String> latentmill() {
    return List.of("--class", "io.latentmill.job.cli.Main", Checkout.jar().toString());
  }

  private static Path freshFolder(Path directory) {
    try {
      return Files.createTempDirectory(Files.createDirectories(directory), "run-");
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot make a folder in " + directory, e);
    }
  }

  private static Map<String, String> merged(Map<String, String> first, Map<String, String> then) {
    Map<String, String> all = new LinkedHashMap<>(first);
    all.putAll(then);
    return all;
  }
}
