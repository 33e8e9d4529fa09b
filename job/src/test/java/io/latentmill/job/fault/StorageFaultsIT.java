package io.latentmill.job.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentmill.job.LocalSpark;
import io.latentmill.job.cluster.Fault;
import io.latentmill.job.cluster.FaultProxy;
import io.latentmill.job.cluster.FaultRule;
import io.latentmill.job.cluster.S3Request;
import io.latentmill.job.cluster.S3Server;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Predicate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What befalls requests to S3: the run gets over it without help. */
@ExtendWith(LocalSpark.class)
@Tag("fault")
class StorageFaultsIT {
  @TempDir Path directory;

  @Test
  void oneRequestInTenIsAnsweredSlowDown() {
    survives(FaultRule.of(request -> true, Fault.unavailable()).fraction(0.1), 20);
  }

  @Test
  void connectionsBreakInTheMiddleOfPuts() {
    survives(FaultRule.of(S3Request::isPut, Fault.resetInBody()).fraction(0.2), 5);
  }

  @Test
  void answersToCompletedUploadsAreLost() {
    survives(FaultRule.of(S3Request::isCompleteUpload, Fault.loseAnswer()).fraction(0.5), 3);
  }

  @Test
  void manifestsTimeOutAfterTheyAreWritten() {
    Predicate<S3Request> manifest =
        request -> request.isPut() && request.concerns("_latentmill/manifests/");
    survives(FaultRule.of(manifest, Fault.silenceFor(Duration.ofSeconds(15))).atMost(2), 2);
  }

  @Test
  void theStoreIsGoneForHalfAMinuteWhileTasksUpload() {
    Fault outage = Fault.outage(Duration.ofSeconds(30));
    survives(FaultRule.of(S3Request::isPartOfUpload, outage).atMost(1), 1);
  }

  @Test
  void theStoreIsGoneForHalfAMinuteWhileTheDriverCommits() {
    Fault outage = Fault.outage(Duration.ofSeconds(30));
    survives(FaultRule.of(S3Request::isCompleteUpload, outage).atMost(1), 1);
  }

  private void survives(FaultRule rule, int atLeast) {
    try (S3Server s3 = S3Server.inMemory(directory);
        FaultProxy proxy = FaultProxy.before(s3.port(), 1)) {
      FaultRule fault = proxy.fail(rule);
      S3Scene scene = S3Scene.of(directory, s3, proxy.port());
      scene.job().runTo(0);
      assertThat(fault.hits()).isGreaterThanOrEqualTo(atLeast);
      scene.assertWhole();
    }
  }
}
