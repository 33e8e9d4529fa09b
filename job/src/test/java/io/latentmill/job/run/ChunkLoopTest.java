package io.latentmill.job.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latentmill.job.LocalSpark;
import io.latentmill.job.plan.ChunkPlan;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LocalSpark.class)
class ChunkLoopTest {
  private static SparkSession spark;

  @BeforeAll
  static void join(SparkSession local) {
    spark = local;
  }

  @Test
  void noChunkIsUnderWayAnyMoreWhenOneHasFailed() {
    ChunkLoop loop =
        new ChunkLoop(JavaSparkContext.fromSparkContext(spark.sparkContext()), "test-group");
    CountDownLatch started = new CountDownLatch(1);
    AtomicBoolean ended = new AtomicBoolean();

    assertThatThrownBy(
            () ->
                loop.run(
                    List.of(chunk(0), chunk(1)),
                    chunk -> {
                      if (chunk.chunk() == 1) {
                        started.await();
                        throw new RunFailedException("the disk is full");
                      }
                      started.countDown();
                      takeOneSecond();
                      ended.set(true);
                    }))
        .isInstanceOf(RunFailedException.class)
        .hasMessage("the disk is full");
    assertThat(ended).isTrue();
  }

  /** As a commit does: it isn't cut off in the middle. */
  private static void takeOneSecond() {
    long end = System.nanoTime() + 1_000_000_000L;
    while (System.nanoTime() < end) {
      Thread.onSpinWait();
    }
  }

  private static ChunkPlan chunk(int number) {
    return new ChunkPlan(number, 2, number, 1, number, 1);
  }
}
