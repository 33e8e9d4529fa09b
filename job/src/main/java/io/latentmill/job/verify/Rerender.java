package io.latentmill.job.verify;

import io.latentmill.job.ledger.LedgerView;
import io.latentmill.job.plan.ChunkPlan;
import io.latentmill.job.plan.Plan;
import io.latentmill.job.run.ChunkLoop;
import io.latentmill.job.run.Progress;
import io.latentmill.job.run.RecordedRun;
import io.latentmill.job.run.RunOptions;
import io.latentmill.job.run.RunRecord;
import io.latentmill.job.sink.SinkFormat;
import io.latentmill.udf.request.LatentmillException;
import java.io.IOException;
import java.util.List;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/** Renders a sample of an output's rows again and compares. */
final class Rerender {
  private final SparkSession spark;
  private final Path output;
  private final RecordedRun recorded;
  private final RerenderPick pick;
  private final OptionalInt recordedThreads;

  private Rerender(
      SparkSession spark,
      Path output,
      RecordedRun recorded,
      RerenderPick pick,
      OptionalInt recordedThreads) {
    this.spark = spark;
    this.output = output;
    this.recorded = recorded;
    this.pick = pick;
    this.recordedThreads = recordedThreads;
  }

  /**
   * Prepares.
   *
   * @throws LatentmillException (user, model) if the output's model is gone or another
   */
  static Rerender of(SparkSession spark, RunRecord record, Verify.Options verify) {
    RecordedRun recorded =
        RecordedRun.of(
            spark, record, verify.device(), RunOptions.Exclusion.DEFAULTS, Progress.SILENT);
    RerenderPick pick = new RerenderPick(verify.rerender().orElseThrow());
    return new Rerender(spark, record.output(), recorded, pick, record.threads());
  }

  /** Runs over chunks whose files are as they were written. */
  VerifyReport.Rerendered run(Plan plan, LedgerView view, Set<Integer> chunks, Findings findings) {
    Queue<RerenderReceipt> receipts = new ConcurrentLinkedQueue<>();
    List<ChunkPlan> todo = chunks.stream().map(plan::chunk).toList();
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    new ChunkLoop(context, "latentmill-verify")
        .run(todo, chunk -> receipts.addAll(rerender(plan, view, chunk)));
    RerenderReceipt all = receipts.stream().reduce(RerenderReceipt.none(), RerenderReceipt::plus);
    all.findings().stream().sorted().forEach(findings::add);
    return new VerifyReport.Rerendered(all.rows(), all.identical(), all.largest(), recordedThreads);
  }

  private List<RerenderReceipt> rerender(Plan plan, LedgerView view, ChunkPlan chunk)
      throws IOException {
    RerenderTask task =
        new RerenderTask(
            recorded.spec(plan, chunk),
            new SerializableConfiguration(spark.sessionState().newHadoopConf()),
            SinkFormat.stored(output, view.manifest(chunk.chunk()).orElseThrow()),
            chunk.firstShard(),
            pick);
    return plan.shards(chunk).mapPartitionsWithIndex(task, false).collect();
  }
}
