package io.latentmill.job.failure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.stream.Stream;
import org.apache.hadoop.util.DiskChecker.DiskErrorException;
import org.apache.spark.SparkException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** One line of what Spark says in pages. */
class RootCauseTest {
  @ParameterizedTest
  @MethodSource("failures")
  void isTheLineThatSaysIt(Throwable failure, String message) {
    assertThat(RootCause.message(failure)).isEqualTo(message);
  }

  static Stream<Arguments> failures() {
    return Stream.of(
        Arguments.of(new IOException("disk on fire"), "disk on fire"),
        Arguments.of(new IOException((String) null), "null"),
        Arguments.of(new IOException("Cannot write", new IOException("no leave")), "no leave"),
        Arguments.of(
            new SparkException(
                """
                Job aborted due to stage failure: Task 0 in stage 1.0 failed 4 times
                java.io.IOException: Cannot write
                \tat A.b(A.java:1)
                Caused by: java.io.IOException: no leave
                \tat A.c(A.java:2)
                """),
            "no leave"),
        Arguments.of(
            new SparkException("Job 9 cancelled because a task failed 4 times: no leave"),
            "a task failed 4 times: no leave"),
        Arguments.of(
            new DiskErrorException("Could not find any valid local directory for s3ablock-0001-"),
            "Could not find any valid local directory for s3ablock-0001-:"
                + " no room in fs.s3a.buffer.dir"));
  }
}
