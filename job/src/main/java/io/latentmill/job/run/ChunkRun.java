package io.latentmill.job.run;

import io.latentmill.job.ledger.AttemptName;
import io.latentmill.job.ledger.EntryName;
import io.latentmill.job.ledger.LedgerSession;
import io.latentmill.job.ledger.Manifest;
import io.latentmill.job.plan.ChunkPlan;
import io.latentmill.job.sink.ChunkReceipt;
import io.latentmill.job.sink.ChunkSeal;
import io.latentmill.job.sink.ShardReceipt;
import io.latentmill.job.sink.SinkFormat;
import io.latentmill.job.sink.commit.ChunkCommitter;
import java.io.IOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Row;

/** One chunk: a Spark job that writes its shards, then the manifest that makes them count. */
final class ChunkRun {
  private final Configuration configuration;
  private final Path output;
  private final LedgerSession session;
  private final TaskSpec spec;
  private final EntryName increment;

  /**
   * For chunks of one plan increment.
   *
   * @param increment as manifests name it
   */
  ChunkRun(
      Configuration configuration,
      Path output,
      LedgerSession session,
      TaskSpec spec,
      EntryName increment) {
    this.configuration = configuration;
    this.output = output;
    this.session = session;
    this.spec = spec;
    this.increment = increment;
  }

  /**
   * Generates and commits a chunk.
   *
   * @param shards the chunk's rows, a partition for each shard
   */
  ChunkReceipt first(ChunkPlan chunk, JavaRDD<Row> shards) throws IOException {
    return run(chunk, shards, new FirstWork(), List.of());
  }

  /** Makes a committed chunk anew, and puts it in the place of the old. */
  ChunkReceipt again(ChunkPlan chunk, JavaRDD<Row> shards, RetryChoice choice) throws IOException {
    Manifest before = session.view().manifest(chunk.chunk()).orElseThrow();
    return run(
        chunk,
        shards,
        new RetryWork(SinkFormat.stored(output, before), choice),
        List.of(before.attempt()));
  }

  private ChunkReceipt run(
      ChunkPlan chunk, JavaRDD<Row> shards, ShardWork work, List<AttemptName> supersedes)
      throws IOException {
    AttemptName attempt = session.nextAttempt(chunk.chunk());
    ChunkCommitter committer =
        ChunkCommitter.of(
            configuration, output, attempt.toString(), SinkFormat.areas(spec.formatSet()));
    committer.setup();
    // Log lines of the chunk's tasks carry it, see conf/log4j2.properties.
    shards.context().setLocalProperty("mdc.chunk", attempt.toString());
    ChunkReceipt receipt;
    try {
      List<ShardReceipt> receipts =
          shards
              .mapPartitionsWithIndex(
                  new ShardTask(committer, spec, chunk.firstShard(), work), false)
              .collect();
      // From here files appear under their names.
      session.checkStillHolder();
      receipt = ChunkSeal.seal(committer, spec.metadata(), receipts, chunk.rows());
    } catch (IOException | RuntimeException e) {
      abort(committer, e);
      throw e;
    }
    session.commit(new Manifest(attempt, increment, receipt.outputs(), receipt.rows(), supersedes));
    return receipt;
  }

  private static void abort(ChunkCommitter committer, Exception cause) {
    try {
      committer.abort();
    } catch (IOException | RuntimeException e) {
      cause.addSuppressed(e);
    }
  }
}
