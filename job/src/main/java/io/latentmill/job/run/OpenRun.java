package io.latentmill.job.run;

import io.latentmill.job.failure.RootCause;
import io.latentmill.job.lake.LakeFormat;
import io.latentmill.job.ledger.CommittedChunk;
import io.latentmill.job.ledger.LeaseState;
import io.latentmill.job.ledger.LedgerSession;
import io.latentmill.job.ledger.PlanIncrement;
import io.latentmill.job.ledger.RowCounts;
import io.latentmill.job.plan.ChunkPlan;
import io.latentmill.job.plan.Plan;
import io.latentmill.job.sink.metadata.MetadataSchema;
import io.latentmill.udf.request.FailureKind;
import io.latentmill.udf.request.LatentmillException;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A run that holds the lease. */
final class OpenRun {
  private static final Logger LOG = LoggerFactory.getLogger(OpenRun.class);

  private final SparkSession spark;
  private final JavaSparkContext context;
  private final RunOptions options;
  private final int firstBatchSize;
  private final Path output;
  private final ModelFacts model;
  private final Set<LakeFormat> tables;
  private final LedgerSession session;
  private final Progress progress;
  private final StatusWriter status;
  private RowCounts before;

  OpenRun(
      SparkSession spark,
      RunOptions options,
      int firstBatchSize,
      Path output,
      ModelFacts model,
      Set<LakeFormat> tables,
      LedgerSession session,
      Progress progress) {
    this.spark = spark;
    this.context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    this.options = options;
    this.firstBatchSize = firstBatchSize;
    this.output = output;
    this.model = model;
    this.tables = Set.copyOf(tables);
    this.session = session;
    this.progress = progress;
    this.before = session.view().rows();
    this.status =
        new StatusWriter(session, context.sc().applicationId(), Redaction.of(context.getConf()));
  }

  @FunctionalInterface
  private interface Planning {
    Plan plan() throws IOException;
  }

  @FunctionalInterface
  private interface Work {
    ChunkWork.Task of(Plan plan);
  }

  /**
   * Extends the plan by the table's new rows, and generates all chunks that are not committed.
   *
   * @param signalled whether somebody wants the run to end early, in good order
   * @param atEnd what is done once all rows are there, still under the lease
   */
  RunOutcome generate(BooleanSupplier signalled, Consumer<RowCounts> atEnd) throws IOException {
    return guarded(
        signalled,
        () ->
            FrozenPlan.extend(
                spark,
                output,
                session,
                options,
                model
                    .rowDefaults(options.size().maxPixels())
                    .within(options.prompts().rowRoots(spark.sessionState().newHadoopConf())),
                new AdapterKinds(options.pipeline(), context.hadoopConfiguration()),
                progress),
        plan -> {
          withoutRetiredRows(plan);
          return new ChunkWork.Task(
              uncommitted(plan),
              plan.rows(),
              session.view().rows().rows(),
              chunk -> chunkRun(plan, chunk).first(chunk, plan.shards(chunk)),
              atEnd);
        });
  }

  /**
   * Takes rows out of committed chunks that later increments have planned anew, before anything is
   * made of these: so no id is ever there twice.
   */
  private void withoutRetiredRows(Plan plan) {
    Map<Integer, CommittedChunk> committed = session.view().committedChunks();
    RetryChoice none = new RetryChoice(EnumSet.noneOf(FailureKind.class));
    List<ChunkPlan> outdated =
        plan.chunks().stream()
            .filter(chunk -> committed.containsKey(chunk.chunk()))
            .filter(chunk -> committed.get(chunk.chunk()).rows().rows() != chunk.rows())
            .toList();
    new ChunkLoop(context, jobGroup())
        .run(outdated, chunk -> chunkRun(plan, chunk).again(chunk, plan.shards(chunk), none));
    before = session.view().rows();
  }

  /**
   * Makes the committed chunks anew that have failed rows of a choice.
   *
   * @param signalled whether somebody wants the run to end early, in good order
   */
  RunOutcome retry(BooleanSupplier signalled, RetryChoice choice) throws IOException {
    return guarded(
        signalled,
        () -> FrozenPlan.open(spark, output, session.view()),
        plan -> {
          Map<ChunkPlan, Long> chunks = choice.rows(plan, session.view());
          return new ChunkWork.Task(
              List.copyOf(chunks.keySet()),
              chunks.values().stream().mapToLong(Long::longValue).sum(),
              0,
              chunk -> chunkRun(plan, chunk).again(chunk, plan.shards(chunk), choice),
              rows -> {});
        });
  }

  private RunOutcome guarded(BooleanSupplier signalled, Planning planning, Work work)
      throws IOException {
    try (ShutdownGuard guard = ShutdownGuard.of(this::interrupted)) {
      Drain drain = Drain.of(session, signalled, System::nanoTime);
      Plan plan = planned(guard, planning);
      try {
        RunOutcome outcome = run(plan, work.of(plan), drain);
        session.close(LeaseState.RELEASED);
        return outcome;
      } catch (Exception e) {
        // Spark's methods throw checked exceptions that they do not declare to Java.
        throw failed(guard, e);
      } catch (Error e) {
        failed(guard, e);
        throw e;
      }
    }
  }

  /**
   * Plans.
   *
   * @throws LatentmillException the table cannot serve: found before anything was generated
   */
  private Plan planned(ShutdownGuard guard, Planning planning) {
    try {
      status.plan(session.view().planIncrements().stream().mapToLong(PlanIncrement::rows).sum());
      status.running();
      context.sc().setJobDescription("plan: the prompt table's new rows");
      Plan plan = planning.plan();
      context.sc().setJobDescription(null);
      status.plan(plan.rows());
      return plan;
    } catch (LatentmillException e) {
      if (!guard.isShuttingDown()) {
        status.refused(e);
      }
      throw e;
    } catch (Exception e) {
      throw failed(guard, e);
    } catch (Error e) {
      failed(guard, e);
      throw e;
    }
  }

  private RunFailedException failed(ShutdownGuard guard, Throwable cause) {
    if (!guard.isShuttingDown()) {
      status.failed(RootCause.message(cause));
    }
    return cause instanceof RunFailedException known
        ? known
        : new RunFailedException(RootCause.message(cause), cause);
  }

  private List<ChunkPlan> uncommitted(Plan plan) {
    return plan.chunks().stream()
        .filter(chunk -> !session.view().committedChunks().containsKey(chunk.chunk()))
        .toList();
  }

  private RunOutcome run(Plan plan, ChunkWork.Task task, Drain drain) throws IOException {
    ChunkWork work = new ChunkWork(context, jobGroup(), session, status, progress);
    work.run(task, options.execution().maxFailures(), drain);
    session.finish();
    work.stopIfDrained(task, drain);
    artefacts(plan);
    int missing = uncommitted(plan).size();
    if (missing > 0) {
      throw new RunFailedException(
          "%d of %d chunks are still to be generated".formatted(missing, plan.chunks().size()));
    }
    RowCounts rows = session.view().rows();
    task.atEnd().accept(rows);
    status.finished(options.execution().exitCode(rows.failedRows()));
    return new RunOutcome(
        rows.generated(),
        rows.failedRows(),
        rows.generated() - before.generated(),
        Math.max(0, rows.failedRows() - before.failedRows()));
  }

  private ChunkRun chunkRun(Plan plan, ChunkPlan chunk) {
    TaskSpec spec = TaskSpec.of(spark, options, model, plan, chunk, firstBatchSize);
    return new ChunkRun(
        spark.sessionState().newHadoopConf(),
        output,
        session,
        spec,
        FrozenPlan.increment(plan, chunk));
  }

  private void artefacts(Plan plan) throws IOException {
    if (!plan.chunks().isEmpty()) {
      ChunkPlan last = plan.chunks().get(plan.chunks().size() - 1);
      MetadataSchema schema = TaskSpec.metadata(options, model, plan.schema(last));
      Map<String, String> settings = RecordedOptions.text(options);
      Artefacts artefacts = new Artefacts(spark, output, session);
      context.sc().setJobDescription("index, card and report");
      artefacts.write(options.data().formats(), schema, settings);
      artefacts.report(model.reported(), settings);
      artefacts.tables(tables);
      context.sc().setJobDescription(null);
    }
  }

  private String jobGroup() {
    return "latentmill-" + session.epoch();
  }

  /** Somebody wants this process to end. */
  private void interrupted() {
    context.sc().cancelJobGroup(jobGroup());
    status.interrupted();
    try {
      session.close(LeaseState.INTERRUPTED);
    } catch (IOException | RuntimeException e) {
      LOG.warn("Cannot release the lease: {}", e.getMessage());
    }
  }
}
