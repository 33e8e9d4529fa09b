package io.latentmill.job.run;

import io.latentmill.job.curation.ImageScorer;
import io.latentmill.job.sink.metadata.Outcome;
import io.latentmill.udf.pipeline.BatchResult;
import io.latentmill.udf.pipeline.BatchTimings;
import io.latentmill.udf.pipeline.StableDiffusion;
import io.latentmill.udf.request.FailureKind;
import io.latentmill.udf.request.GenerationRequest;
import io.latentmill.udf.request.GenerationResult;
import io.latentmill.udf.request.GenerationResult.Failed;
import io.latentmill.udf.request.LatentmillException;
import io.latentmill.udf.sql.PipelineCache;
import io.latentmill.udf.sql.ScorerCache;
import io.latentmill.udf.sql.TaskDevice;
import io.latentmill.udf.sql.row.RequestRow;
import io.latentmill.udf.torch.Torch;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;

/**
 * Generates a planned batch: rows that the plan refused become failures, rows that killed an
 * executor alone are not tried again, all others go to the device, together or, under suspicion,
 * one by one at the planned batch's shape.
 */
public final class BatchMaker {
  private final Pipelines pipelines;
  private final int batchSize;
  private final ExecutorLine line;
  private final ImageScorer scorer;

  /** A pipeline is asked for when the first row needs it, so that it is loaded lazily. */
  private BatchMaker(Pipelines pipelines, int batchSize, ExecutorLine line, ImageScorer scorer) {
    this.pipelines = pipelines;
    this.batchSize = batchSize;
    this.line = line;
    this.scorer = scorer;
  }

  /** For the running task, on its device. */
  public static BatchMaker of(TaskSpec spec, TaskDevice device, Configuration configuration) {
    Torch.useThreads(spec.threads());
    return new BatchMaker(
        (row, work) -> PipelineCache.use(spec.model(row).pipeline(), device, configuration, work),
        spec.batchSize(),
        ExecutorLine.current(),
        new ImageScorer(
            spec.curation().scoring(),
            () -> ScorerCache.get(spec.curation().scoring().models(), device, configuration)));
  }

  /** Lends the pipeline of a row's model. */
  @FunctionalInterface
  private interface Pipelines {
    BatchResult with(GenerationRequest row, Function<StableDiffusion, BatchResult> work);
  }

  /** Runs a batch; each row has its outcome, in order. */
  public DoneBatch make(RowBatches.Batch batch) {
    GenerationResult[] results = new GenerationResult[batch.rows().size()];
    List<Integer> valid = new ArrayList<>();
    List<GenerationRequest> requests = new ArrayList<>();
    for (int i = 0; i < results.length; i++) {
      Row row = batch.rows().get(i);
      Optional<GenerationRequest> request = request(row, i, results);
      if (request.isPresent()) {
        valid.add(i);
        requests.add(request.get());
      }
    }
    BatchTimings timings =
        requests.isEmpty() ? BatchTimings.ZERO : generate(batch, valid, requests, results);
    List<Outcome> outcomes = new ArrayList<>();
    for (int i = 0; i < results.length; i++) {
      outcomes.add(scorer.outcome(batch.rows().get(i), results[i]));
    }
    return new DoneBatch(batch.number(), batch.rows(), outcomes, timings);
  }

  private static Optional<GenerationRequest> request(Row row, int i, GenerationResult[] results) {
    String id = row.getAs("id");
    String invalid = row.getAs("_invalid");
    if (invalid != null) {
      results[i] = new Failed(id, FailureKind.USER, invalid);
      return Optional.empty();
    }
    try {
      return Optional.of(RequestRow.decode(row));
    } catch (LatentmillException e) {
      results[i] = new Failed(id, e.kind(), e.getMessage());
      return Optional.empty();
    }
  }

  private BatchTimings generate(
      RowBatches.Batch batch,
      List<Integer> valid,
      List<GenerationRequest> requests,
      GenerationResult[] results) {
    Suspicion suspicion = line.suspicion(batch.number());
    return suspicion.alone()
        ? generateAlone(batch, valid, requests, results, suspicion)
        : generateTogether(batch, valid, requests, results);
  }

  private BatchTimings generateTogether(
      RowBatches.Batch batch,
      List<Integer> valid,
      List<GenerationRequest> requests,
      GenerationResult[] results) {
    BatchResult result =
        pipelines.with(
            requests.get(0),
            ready -> line.inFlight(batch.number(), () -> ready.generate(requests, batchSize)));
    for (int i = 0; i < valid.size(); i++) {
      results[valid.get(i)] = result.results().get(i);
    }
    return result.timings();
  }

  private BatchTimings generateAlone(
      RowBatches.Batch batch,
      List<Integer> valid,
      List<GenerationRequest> requests,
      GenerationResult[] results,
      Suspicion suspicion) {
    BatchTimings timings = BatchTimings.ZERO;
    for (int i = 0; i < valid.size(); i++) {
      int slot = valid.get(i);
      GenerationRequest request = requests.get(i);
      if (suspicion.condemned().contains(slot)) {
        results[slot] =
            new Failed(
                request.id(),
                FailureKind.INTERNAL,
                "the executor died while it generated this row");
        continue;
      }
      BatchResult result =
          pipelines.with(
              request,
              ready ->
                  line.aloneInFlight(
                      batch.number(), slot, () -> ready.generate(List.of(request), batchSize)));
      results[slot] = result.results().get(0);
      timings = timings.plus(result.timings());
    }
    return timings;
  }
}
