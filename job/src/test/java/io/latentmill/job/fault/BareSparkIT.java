package io.latentmill.job.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentmill.job.cluster.Submission;
import io.latentmill.job.cluster.Submit;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Spark as it is published, which knows neither libtorch nor object stores. */
class BareSparkIT {
  private static final Duration LIMIT = Duration.ofMinutes(4);

  @TempDir Path directory;

  @Test
  void servesLocalPathsOnceLibtorchIsThere() {
    Output output = Output.local(directory);
    try (Submission run = submit(output.uri(), "hadoop-cloud", "hadoop-aws", "aws-java-sdk")) {
      assertThat(run.await(LIMIT)).as(run.stderr()).isZero();
    }
    assertThat(DataSet.of(output).ids()).containsExactly("a", "b");
  }

  @Test
  void saysBeforeAnyTaskThatLibtorchIsMissingAndWhereToGetIt() {
    try (Submission run =
        submit(Output.local(directory).uri(), "hadoop-cloud", "hadoop-aws", "pytorch-native")) {
      assertThat(run.await(LIMIT)).as(run.stderr()).isEqualTo(2);
      assertThat(run.stderr().lines())
          .singleElement()
          .asString()
          .startsWith("latentmill: No executor can work: on ")
          .endsWith(
              ": Cannot load libtorch: PYTORCH_LIBRARY_PATH is not set, no pytorch-native jar is on"
                  + " the class path; give spark-submit --jars"
                  + " pytorch-native-cpu-2.7.1-linux-x86_64.jar, or set PYTORCH_LIBRARY_PATH to the"
                  + " lib folder of an unpacked libtorch 2.7.1");
    }
  }

  @Test
  void saysThatTheFileSystemOfS3IsMissingAndWhereToGetIt() {
    try (Submission run = submit("s3a://bucket/out", "hadoop-cloud", "hadoop-aws")) {
      assertThat(run.await(LIMIT)).as(run.stderr()).isEqualTo(2);
      assertThat(run.stderr())
          .isEqualTo(
              "latentmill: Cannot open output s3a://bucket/out: this Spark has no file system for"
                  + " s3a (org.apache.hadoop.fs.s3a.S3AFileSystem); give spark-submit --packages"
                  + " org.apache.spark:spark-hadoop-cloud_2.12:3.5.7\n");
    }
  }

  private Submission submit(String output, String... missing) {
    Path prompts = PromptTable.empty().row("a").row("b").write(directory);
    return Submit.to("local[2]")
        .withoutJars(missing)
        // Unpacked natives are kept from one process to the next.
        .environment(Map.of("DJL_CACHE_DIR", directory.resolve("cache").toString()))
        .conf("spark.sql.shuffle.partitions", "2")
        .command("generate", "--prompts=" + prompts, "--output=" + output)
        .start(directory);
  }
}
