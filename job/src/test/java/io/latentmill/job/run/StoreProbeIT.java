package io.latentmill.job.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.latentmill.job.cluster.S3Server;
import io.latentmill.udf.request.FailureKind;
import io.latentmill.udf.request.LatentmillException;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of object stores that cannot serve, on a real one. */
class StoreProbeIT {
  @TempDir private static Path directory;
  private static S3Server s3;

  @BeforeAll
  static void start() {
    s3 = S3Server.inMemory(directory);
  }

  @AfterAll
  static void stop() {
    s3.close();
  }

  @Test
  void aStoreThatAnswersPasses() {
    assertThat(probe(s3.uri("out"), configuration())).isNull();
    assertThat(probe(directory.toUri().toString(), new Configuration())).isNull();
  }

  @Test
  void aMissingBucketIsNamed() {
    assertRefused(
        probe("s3a://no-such-bucket/out", configuration()),
        FailureKind.USER,
        "Cannot open output s3a://no-such-bucket/out: there is no bucket no-such-bucket on "
            + endpoint());
  }

  @Test
  void missingCredentialsAreNamed() {
    Configuration none = configuration();
    none.unset("fs.s3a.access.key");
    none.unset("fs.s3a.secret.key");
    none.set(
        "fs.s3a.aws.credentials.provider", "org.apache.hadoop.fs.s3a.SimpleAWSCredentialsProvider");
    assertRefused(
        probe(s3.uri("out"), none),
        FailureKind.USER,
        "Cannot open output %s: there are no credentials for bucket %s on %s; set"
                .formatted(s3.uri("out"), S3Server.BUCKET, endpoint())
            + " AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or"
            + " spark.hadoop.fs.s3a.aws.credentials.provider");
  }

  @Test
  void wrongCredentialsAreNamed() {
    Configuration wrong = configuration();
    wrong.set("fs.s3a.secret.key", "not-the-secret");
    assertRefused(
        probe(s3.uri("out"), wrong),
        FailureKind.USER,
        "Cannot open output %s: the credentials are not those of bucket %s on %s"
            .formatted(s3.uri("out"), S3Server.BUCKET, endpoint()));
  }

  @Test
  void anEndpointThatNobodyListensOnIsNamed() {
    Configuration nobody = configuration();
    nobody.set("fs.s3a.endpoint", "http://127.0.0.1:9");
    assertRefused(
        probe(s3.uri("out"), nobody),
        FailureKind.RESOURCE,
        "Cannot open output %s: cannot reach bucket %s on http://127.0.0.1:9"
            .formatted(s3.uri("out"), S3Server.BUCKET));
  }

  private static String endpoint() {
    return "http://127.0.0.1:" + s3.port();
  }

  private static Configuration configuration() {
    Configuration configuration = new Configuration();
    S3Server.hadoopConf(s3.port()).forEach(configuration::set);
    configuration.set("fs.s3a.access.key", S3Server.ACCESS_KEY);
    configuration.set("fs.s3a.secret.key", S3Server.SECRET_KEY);
    configuration.set("fs.s3a.impl.disable.cache", "true");
    // As conf/latentmill-defaults.conf has them for runs: minutes of patience.
    configuration.set("fs.s3a.attempts.maximum", "5");
    configuration.set("fs.s3a.retry.limit", "7");
    return configuration;
  }

  private static LatentmillException probe(String output, Configuration configuration) {
    return catchThrowableOfType(
        LatentmillException.class,
        () -> StoreProbe.check(List.of(new GivenPath("output", output)), configuration));
  }

  private static void assertRefused(LatentmillException refusal, FailureKind kind, String message) {
    assertThat(refusal).hasMessage(message);
    assertThat(refusal.kind()).isEqualTo(kind);
  }
}
