package io.latentmill.job.run;

import io.latentmill.udf.request.LatentmillException;
import java.time.Duration;
import org.apache.spark.SparkContext;

/** Waits for executors that can work, before there is work. */
final class FitExecutors {
  private static final String PATIENCE = "spark.scheduler.maxRegisteredResourcesWaitingTime";

  private static final long POLL_MILLIS = 100;

  private FitExecutors() {}

  /**
   * Returns once an executor is fit; tells of the others, now and later. Returns at once where
   * executors do not check themselves.
   *
   * @throws LatentmillException (user) with hosts and reasons if none can work
   */
  static void await(SparkContext context, Progress progress) {
    ExecutorHealth health = DriverLine.INSTANCE.health();
    if (SelfCheck.of(context.getConf()).isEmpty()) {
      return;
    }
    if (!context.isLocal()) {
      health.tellTo(progress::remark);
    }
    long patience = patience(context).toNanos();
    while (!health.anyIsFit()) {
      health
          .hopeless(patience)
          .ifPresent(
              reason -> {
                throw LatentmillException.user("%s", reason);
              });
      if (context.isStopped()) {
        throw new RunFailedException("Spark has stopped");
      }
      sleep();
    }
  }

  /** How long to go on where no executor can work: others may come. */
  static Duration patience(SparkContext context) {
    return context.isLocal()
        ? Duration.ZERO
        : Duration.ofSeconds(context.getConf().getTimeAsSeconds(PATIENCE, "30s"));
  }

  private static void sleep() {
    try {
      Thread.sleep(POLL_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RunFailedException("interrupted", e);
    }
  }
}
