package io.latentmill.job.verify;

import io.latentmill.job.ledger.AttemptOutput;
import io.latentmill.job.ledger.DataFile;
import io.latentmill.job.ledger.PlanIncrement;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/** Holds directories and files against what the ledger says of them, on the executors. */
final class FileCheck {
  private static final int MOST_TASKS = 4096;

  private final JavaSparkContext spark;
  private final String output;
  private final SerializableConfiguration configuration;
  private final Findings findings;
  private long files;
  private long bytes;

  FileCheck(SparkSession spark, Path output, Findings findings) {
    this.spark = JavaSparkContext.fromSparkContext(spark.sparkContext());
    this.output = output.toString();
    this.configuration = new SerializableConfiguration(spark.sessionState().newHadoopConf());
    this.findings = findings;
  }

  /** Whether all of the plan's increments are as they were written. */
  boolean planIsIntact(List<PlanIncrement> increments) {
    return damaged(
            increments.stream()
                .map(
                    increment ->
                        new AttemptOutput("plan", increment.directory(), increment.files()))
                .toList())
        .isEmpty();
  }

  /** The directories that do not have all their files as these were written. */
  Set<String> damaged(List<AttemptOutput> directories) {
    String root = output;
    SerializableConfiguration shipped = configuration;
    List<FileFinding> listed =
        findings(
            directories.stream().map(FileCheck::named).toList(),
            directory -> directory.findings(root, shipped.value()).iterator());
    List<FileFinding> read =
        findings(
            directories.stream().flatMap(this::files).toList(),
            file -> file.finding(root, shipped.value()).stream().iterator());
    return Stream.concat(listed.stream(), read.stream())
        .peek(finding -> findings.add(finding.line()))
        .filter(FileFinding::unreadable)
        .map(FileFinding::directory)
        .collect(Collectors.toSet());
  }

  private static NamedDirectory named(AttemptOutput directory) {
    return NamedDirectory.of(directory.directory(), directory.files());
  }

  private Stream<NamedFile> files(AttemptOutput directory) {
    files += directory.files().size();
    bytes += directory.files().stream().mapToLong(DataFile::bytes).sum();
    return directory.files().stream()
        .map(
            file -> new NamedFile(directory.directory(), file.name(), file.bytes(), file.sha256()));
  }

  private <T> List<FileFinding> findings(List<T> named, FlatMapFunction<T, FileFinding> check) {
    return named.isEmpty()
        ? List.of()
        : spark.parallelize(named, Math.min(MOST_TASKS, named.size())).flatMap(check).collect();
  }

  /** How many were held against the ledger. */
  long files() {
    return files;
  }

  /** How many these hold, as the ledger says. */
  long bytes() {
    return bytes;
  }
}
