package io.latentmill.job.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.services.s3.model.AmazonS3Exception;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class S3ServerIT {
  @TempDir Path directory;

  @Test
  void keepsTheFirstOfTwoConditionalWritesInMemory() {
    try (S3Server s3 = S3Server.inMemory(directory)) {
      keepsTheFirstOfTwoConditionalWrites(s3.bucket());
    }
  }

  @Test
  void keepsTheFirstOfTwoConditionalWritesOnDisk() {
    try (S3Server s3 = S3Server.onDisk(directory)) {
      keepsTheFirstOfTwoConditionalWrites(s3.bucket());
    }
  }

  private static void keepsTheFirstOfTwoConditionalWrites(S3Bucket bucket) {
    bucket.create("lease/1.json", "first");
    assertThatThrownBy(() -> bucket.create("lease/1.json", "second"))
        .isInstanceOfSatisfying(
            AmazonS3Exception.class,
            e -> assertThat(e.getErrorCode()).isEqualTo("PreconditionFailed"));
    assertThat(bucket.keys("lease/")).containsExactly("lease/1.json");
    assertThat(bucket.read("lease/1.json")).asString().isEqualTo("first");
  }

  @Test
  void holdsTheAnswerOfAWriteThatIsDone() {
    Gate gate = new Gate();
    try (S3Server s3 = S3Server.inMemory(directory);
        FaultProxy proxy = FaultProxy.before(s3.port(), 1)) {
      proxy.fail(FaultRule.of(request -> request.concerns("manifests/"), Fault.holdAfter(gate)));
      S3Bucket slow = s3.bucket().by(proxy.port());
      CompletableFuture<Void> write =
          CompletableFuture.runAsync(() -> slow.write("manifests/1-1.json", "{}"));

      gate.awaitArrival(Duration.ofSeconds(30));
      assertThat(s3.bucket().keys("")).containsExactly("manifests/1-1.json");
      assertThat(write).isNotDone();
      gate.open();
      write.join();
    }
  }
}
