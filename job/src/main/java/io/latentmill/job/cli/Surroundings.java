package io.latentmill.job.cli;

import io.latentmill.job.run.Progress;
import io.latentmill.job.run.SparkSettings;
import io.latentmill.job.sink.table.TableFormat;
import java.io.PrintWriter;
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

  /** This process's own. */
  static Surroundings ofProcess() {
    return new Surroundings(
        new SparkConf(),
        new PrintWriter(System.out, true),
        new PrintWriter(System.err, true),
        Terminal.isStandardError());
  }

  /** Hadoop's configuration with the {@code spark.hadoop.*} settings; starts nothing. */
  Configuration hadoop() {
    return SparkHadoopUtil.get().newConfiguration(conf);
  }

  /** The session of this process; started with the first call. */
  SparkSession spark() {
    return SparkSession.builder().config(SparkSettings.withDefaults(conf)).getOrCreate();
  }

  /** The session, with what writing tables needs; only the first call of a process can set that. */
  SparkSession spark(Set<TableFormat> tables) {
    SparkConf all = SparkSettings.withDefaults(conf);
    tables.forEach(table -> table.sessionSettings().forEach(all::setIfMissing));
    return SparkSession.builder().config(all).getOrCreate();
  }

  /** Progress for whoever reads it: a person or a log. */
  Progress progress() {
    return interactive
        ? new TerminalProgress(err, System::nanoTime)
        : new LogProgress(err, System::nanoTime);
  }
}
