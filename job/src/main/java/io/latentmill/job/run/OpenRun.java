package io.latentmill.job.run;

import io.latentmill.job.ledger.LeaseState;
import io.latentmill.job.ledger.LedgerSession;
import io.latentmill.job.ledger.RowCounts;
import io.latentmill.job.plan.ChunkPlan;
import io.latentmill.job.plan.Plan;
import io.latentmill.job.plan.PlanOptions;
import io.latentmill.job.sink.ChunkReceipt;
import io.latentmill.job.sink.metadata.MetadataOptions;
import io.latentmill.job.sink.metadata.MetadataSchema;
import io.latentmill.udf.image.ImageEncoder;
import io.latentmill.udf.request.LatentmillException;
import java.io.IOException;
import java.util.List;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A run that holds the lease. */
final class OpenRun {
  /** An estimate of encoded output: PNG takes two to three bytes a pixel, JPEG and WebP less. */
  private static final double BYTES_PER_PIXEL = 2.5;

  private static final Logger LOG = LoggerFactory.getLogger(OpenRun.class);

  private final SparkSession spark;
  private final JavaSparkContext context;
  private final RunOptions options;
  private final Path output;
  private final ModelFacts model;
  private final LedgerSession session;
  private final Progress progress;
  private final Configuration configuration;
  private final long start = System.nanoTime();
  private long planned;

  OpenRun(
      SparkSession spark,
      RunOptions options,
      Path output,
      ModelFacts model,
      LedgerSession session,
      Progress progress) {
    this.spark = spark;
    this.context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    this.options = options;
    this.output = output;
    this.model = model;
    this.session = session;
    this.progress = progress;
    this.configuration = spark.sessionState().newHadoopConf();
  }

  /** How plans are cut, as the options say. */
  static PlanOptions planOptions(RunOptions options) {
    RunOptions.Sizes size = options.size();
    return new PlanOptions(
        size.batchSize(),
        size.shardRows(),
        size.shardBytes(),
        size.chunkRows(),
        BYTES_PER_PIXEL * options.data().formats().size());
  }

  RunOutcome generate() throws IOException {
    try (ShutdownGuard guard = ShutdownGuard.of(this::interrupted)) {
      try {
        Plan plan =
            FrozenPlan.extend(
                spark,
                output,
                session,
                options.prompts(),
                model.rowDefaults(options.size().maxPixels()),
                planOptions(options));
        RunOutcome outcome = run(plan);
        session.close(LeaseState.RELEASED);
        return outcome;
      } catch (LatentmillException e) {
        // The table cannot serve: found while planning, before anything was generated.
        throw planned > 0 ? failed(guard, e) : e;
      } catch (IOException | RuntimeException e) {
        throw failed(guard, e);
      }
    }
  }

  private RunFailedException failed(ShutdownGuard guard, Exception cause) {
    if (!guard.isShuttingDown()) {
      status(StatusFile.State.FAILED, 1, RootCause.message(cause));
    }
    return cause instanceof RunFailedException known
        ? known
        : new RunFailedException(RootCause.message(cause), cause);
  }

  private RunOutcome run(Plan plan) throws IOException {
    List<ChunkPlan> todo =
        plan.chunks().stream()
            .filter(chunk -> !session.view().committedChunks().containsKey(chunk.chunk()))
            .toList();
    planned = plan.chunks().stream().mapToLong(ChunkPlan::rows).sum();
    RowCounts before = session.view().rows();
    String jobGroup = "latentmill-" + session.epoch();
    FailureBudget budget =
        new FailureBudget(
            options.maxFailures(),
            before.failedRows(),
            () -> context.sc().cancelJobGroup(jobGroup),
            progress);
    budget.started(planned, before.rows());
    DriverLine.INSTANCE.reportTo(budget);
    status(StatusFile.State.RUNNING, null, null);
    try {
      new ChunkLoop(context, jobGroup).run(todo, chunk -> chunk(plan, chunk, budget));
    } catch (RunFailedException e) {
      throw budget.exhausted() ? new RunFailedException(budget.message(), e) : e;
    } finally {
      DriverLine.INSTANCE.reportTo(Progress.SILENT);
      budget.ended();
    }
    session.finish();
    finish(plan);
    RowCounts rows = session.view().rows();
    status(StatusFile.State.FINISHED, rows.failedRows() > 0 ? 3 : 0, null);
    return new RunOutcome(rows.generated(), rows.failedRows());
  }

  private void chunk(Plan plan, ChunkPlan chunk, FailureBudget budget) throws IOException {
    if (budget.exhausted()) {
      throw new RunFailedException(budget.message());
    }
    TaskSpec spec = taskSpec(metadata(plan.schema(chunk)));
    ChunkRun run = new ChunkRun(configuration, output, session, spec, List.of());
    ChunkReceipt receipt = run.run(chunk, plan.shards(chunk));
    budget.committed(chunk.chunk(), receipt.rows().generated(), receipt.rows().failedRows());
    status(StatusFile.State.RUNNING, null, null);
  }

  private MetadataSchema metadata(StructType plan) {
    return MetadataSchema.of(
        plan,
        new MetadataOptions(
            options.data().image(), options.data().latents(), model.name(), model.sha256()));
  }

  private TaskSpec taskSpec(MetadataSchema metadata) {
    return new TaskSpec(
        options.pipeline(),
        metadata,
        new TreeSet<>(options.data().formats()),
        options.data().image(),
        options.data().quality().orElse(ImageEncoder.DEFAULT_QUALITY),
        model.sampler(),
        options.size().batchSize(),
        options.device() == RunOptions.DeviceChoice.CPU,
        ProgramVersion.TEXT);
  }

  private void finish(Plan plan) throws IOException {
    if (!plan.chunks().isEmpty()) {
      ChunkPlan last = plan.chunks().get(plan.chunks().size() - 1);
      new Artefacts(output, configuration, session)
          .write(options.data().formats(), metadata(plan.schema(last)), RunFile.options(options));
    }
  }

  private void status(StatusFile.State state, Integer exitCode, String message) {
    RowCounts rows = session.view().rows();
    double seconds = (System.nanoTime() - start) / 1e9;
    byte[] body =
        StatusFile.of(
            state,
            exitCode,
            session.epoch(),
            planned,
            rows,
            rows.generated() / Math.max(seconds, 1e-3),
            message);
    try {
      session.put(StatusFile.NAME, body);
    } catch (IOException | RuntimeException e) {
      // The status is for people; what counts is the ledger, and its own calls will fail as well.
      LOG.warn("Cannot write status.json: {}", e.getMessage());
    }
  }

  /** Somebody wants this process to end. */
  private void interrupted() {
    context.sc().cancelJobGroup("latentmill-" + session.epoch());
    status(StatusFile.State.INTERRUPTED, 1, "interrupted");
    try {
      session.close(LeaseState.INTERRUPTED);
    } catch (IOException | RuntimeException e) {
      LOG.warn("Cannot release the lease: {}", e.getMessage());
    }
  }
}
