package io.latentmill.job.cli;

import io.latentmill.job.cli.options.ProgressOptions;
import io.latentmill.job.cli.progress.JsonProgress;
import io.latentmill.job.cli.progress.LogProgress;
import io.latentmill.job.cli.progress.Terminal;
import io.latentmill.job.cli.progress.TerminalProgress;
import io.latentmill.job.lake.LakeFormat;
import io.latentmill.job.run.Progress;
import io.latentmill.job.run.SparkSettings;
import io.latentmill.job.sink.table.TableSink;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.apache.spark.sql.SparkSession;

/**
 * What a command finds around it.
 *
 * @param conf Spark's configuration, as spark-submit put it together
 * @param out for what a command was asked for
 * @param err for progress, remarks and errors
 * @param interactive whether somebody watches: then progress is one line that is drawn again
 */
record Surroundings(SparkConf conf, PrintWriter out, PrintWriter err, boolean interactive) {

  /** spark-submit sets it to the main class where nobody has. */
  private static final String NAME = "spark.app.name";

  /** Spark takes a list of classes here. */
  private static final String EXTENSIONS = "spark.sql.extensions";

  /** This process's own. */
  static Surroundings ofProcess() {
    Charset terminal = Charset.defaultCharset();
    return new Surroundings(
        new SparkConf(),
        new PrintWriter(System.out, true, terminal),
        new PrintWriter(System.err, true, terminal),
        Terminal.isStandardError());
  }

  /** The same for a command on an output, after which Spark's application is named. */
  Surroundings named(String command, String output) {
    String given = conf.get(NAME, "");
    if (!given.isEmpty() && !given.equals("latentmill") && !given.equals(Main.class.getName())) {
      return this;
    }
    SparkConf own = conf.clone().set(NAME, "latentmill %s %s".formatted(command, output));
    return new Surroundings(own, out, err, interactive);
  }

  /** Whether YARN runs this very process, and not only executors. */
  boolean onYarnsOwnMachine() {
    return conf.get("spark.master", "").startsWith("yarn")
        && conf.get("spark.submit.deployMode", "client").equals("cluster");
  }

  /** Hadoop's configuration with the {@code spark.hadoop.*} settings; starts nothing. */
  Configuration hadoop() {
    return SparkHadoopUtil.get().newConfiguration(conf);
  }

  /** The session of this process; started with the first call. */
  SparkSession spark() {
    return spark(Set.of(), Map.of());
  }

  /**
   * The session, with settings that only the first call of a process can set.
   *
   * @param tables that will be written
   * @param start what the command needs (to read the prompt table, to check executors); the user's
   *     own settings count first
   */
  SparkSession spark(Set<LakeFormat> tables, Map<String, String> start) {
    SparkConf all =
        SparkSettings.withDefaults(conf, Thread.currentThread().getContextClassLoader());
    tables.forEach(
        table -> TableSink.startSettings(table).forEach((key, value) -> add(all, key, value)));
    start.forEach((key, value) -> add(all, key, value));
    return SparkSession.builder().config(all).getOrCreate();
  }

  private static void add(SparkConf all, String key, String value) {
    String present = all.get(key, "");
    if (present.isEmpty()) {
      all.set(key, value);
    } else if (key.equals(EXTENSIONS) && !List.of(present.split(",")).contains(value)) {
      all.set(key, present + "," + value);
    }
  }

  /** Progress for whoever reads it. */
  Progress progress(ProgressOptions.Reader reader) {
    return reader == ProgressOptions.Reader.JSON
        ? new JsonProgress(err, System::nanoTime)
        : progress();
  }

  /** Progress for a person or a log. */
  Progress progress() {
    return interactive
        ? new TerminalProgress(err, System::nanoTime, Interruption::came)
        : new LogProgress(err, System::nanoTime);
  }
}
