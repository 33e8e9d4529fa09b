package io.latentmill.job.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Spark writes through the magic committer to a real S3 server, and the line between them fails.
 */
class FaultProxyIT {
  private static final Duration LIMIT = Duration.ofMinutes(3);

  @TempDir Path directory;
  private S3Server s3;
  private FaultProxy proxy;

  @BeforeEach
  void start() {
    s3 = S3Server.inMemory(directory);
    proxy = FaultProxy.before(s3.port(), 42);
  }

  @AfterEach
  void stop() {
    proxy.close();
    s3.close();
  }

  @Test
  void sparkWritesAndReadsThroughFaults() {
    FaultRule throttled =
        proxy.fail(FaultRule.of(request -> !request.isGet(), Fault.unavailable()).fraction(0.03));
    FaultRule broken =
        proxy.fail(FaultRule.of(S3Request::isPartOfUpload, Fault.resetInBody()).atMost(2));
    FaultRule unheard =
        proxy.fail(FaultRule.of(S3Request::isCompleteUpload, Fault.loseAnswer()).atMost(1));

    try (Submission run = submit().start(directory)) {
      assertThat(run.await(LIMIT)).isEqualTo(3);
      assertThat(run.stdout()).isEqualTo("rows 100000\n");
    }
    assertThat(throttled.hits()).isPositive();
    assertThat(broken.hits()).isEqualTo(2);
    assertThat(unheard.hits()).isEqualTo(1);
    assertThat(new String(s3.bucket().read("table/_SUCCESS"), UTF_8))
        .contains("\"committer\" : \"magic\"");
    assertThat(s3.bucket().keys("table/").stream().filter(key -> key.endsWith(".parquet")))
        .hasSize(8);
    assertThat(s3.bucket().openUploads()).isEmpty();
  }

  private Submit submit() {
    Path jar = TestJar.of(ClusterProbe.class).write(directory.resolve("probe.jar"));
    return Submit.to("local[2]")
        .program(ClusterProbe.class, jar)
        .conf(s3.sparkConf(proxy.port()))
        .conf("spark.hadoop.fs.s3a.retry.interval", "50ms")
        .conf("spark.hadoop.fs.s3a.retry.throttle.interval", "50ms")
        .environment(s3.environment())
        .command("s3", s3.uri("table"));
  }
}
