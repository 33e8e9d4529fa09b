package io.latentmill.job.run;

import io.latentmill.job.failure.RootCause;
import io.latentmill.job.plan.ChunkPlan;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import org.apache.spark.SparkExecutorInfo;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Runs chunks, as many at once as it takes to keep every slot of the cluster busy: while the last
 * shards of one chunk run, those of the next fill the slots that fall free.
 */
public final class ChunkLoop {
  /** Shards under way for every slot. */
  private static final int SHARDS_A_SLOT = 2;

  private static final int MOST_AT_ONCE = 64;

  /** For cancelled chunks, and then for cancelled tasks; a batch on a device cannot be cut off. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final long POLL_MILLIS = 100;

  private final JavaSparkContext spark;
  private final String jobGroup;

  /**
   * For chunks of one run.
   *
   * @param jobGroup under which their jobs are cancelled
   */
  public ChunkLoop(JavaSparkContext spark, String jobGroup) {
    this.spark = spark;
    this.jobGroup = jobGroup;
  }

  /** What is done with a chunk. */
  @FunctionalInterface
  public interface Work {
    void run(ChunkPlan chunk) throws Exception;
  }

  /**
   * Runs all chunks; when one fails, all others are cancelled. When this returns, none of them is
   * under way any more, as far as waiting helps: the caller gives its lease back next.
   *
   * @throws RunFailedException with the first failure as its cause
   */
  public void run(List<ChunkPlan> chunks, Work work) {
    run(chunks, work, () -> false);
  }

  /**
   * The same until somebody wants no more chunks to be begun.
   *
   * @param drain whether it is so; those under way are finished all the same
   * @throws RunFailedException with the first failure as its cause
   */
  public void run(List<ChunkPlan> chunks, Work work, BooleanSupplier drain) {
    ExecutorService threads = Executors.newCachedThreadPool();
    CompletionService<ChunkPlan> running = new ExecutorCompletionService<>(threads);
    Deque<ChunkPlan> waiting = new ArrayDeque<>(chunks);
    IntSupplier wantedShards = () -> SHARDS_A_SLOT * spark.defaultParallelism();
    int shards = 0;
    int count = 0;
    try {
      while (!waiting.isEmpty() || count > 0) {
        if (drain.getAsBoolean()) {
          waiting.clear();
        }
        while (!waiting.isEmpty()
            && count < MOST_AT_ONCE
            && (count == 0 || shards < wantedShards.getAsInt())) {
          ChunkPlan chunk = waiting.pop();
          shards += chunk.shards();
          count++;
          running.submit(() -> one(chunk, work));
        }
        if (count > 0) {
          shards -= next(running).get().shards();
          count--;
        }
      }
    } catch (ExecutionException e) {
      throw failure(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RunFailedException("interrupted", e);
    } finally {
      stop(threads);
    }
  }

  /** Without executors that can work Spark would wait for ever. */
  private Future<ChunkPlan> next(CompletionService<ChunkPlan> running) throws InterruptedException {
    Duration patience = FitExecutors.patience(spark.sc());
    while (true) {
      Future<ChunkPlan> done = running.poll(1, TimeUnit.SECONDS);
      if (done != null) {
        return done;
      }
      Optional<String> reason = DriverLine.INSTANCE.health().hopeless(patience.toNanos());
      if (reason.isPresent()) {
        throw new RunFailedException(reason.get());
      }
    }
  }

  private void stop(ExecutorService threads) {
    spark.sc().cancelJobGroup(jobGroup);
    threads.shutdownNow();
    try {
      threads.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      long end = System.nanoTime() + PATIENCE.toNanos();
      while (!spark.sc().isStopped() && runningTasks() > 0 && System.nanoTime() < end) {
        Thread.sleep(POLL_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private int runningTasks() {
    return Arrays.stream(spark.sc().statusTracker().getExecutorInfos())
        .mapToInt(SparkExecutorInfo::numRunningTasks)
        .sum();
  }

  private ChunkPlan one(ChunkPlan chunk, Work work) throws Exception {
    String name =
        String.format(
            Locale.ROOT,
            "chunk %d: %,d rows in %d shards",
            chunk.chunk(),
            chunk.rows(),
            chunk.shards());
    spark.setJobGroup(jobGroup, name, true);
    // What Spark calls the chunk's stage.
    spark.setCallSite(name);
    work.run(chunk);
    return chunk;
  }

  private static RunFailedException failure(Throwable cause) {
    return cause instanceof RunFailedException known
        ? known
        : new RunFailedException(RootCause.message(cause), cause);
  }
}
