package io.latentmill.job.run;

import io.latentmill.job.curation.Curation;
import io.latentmill.job.curation.ImageScorer;
import io.latentmill.job.curation.ImageSelector;
import io.latentmill.job.plan.PlanColumns;
import io.latentmill.job.sink.metadata.Outcome;
import io.latentmill.udf.pipeline.BatchResult;
import io.latentmill.udf.pipeline.BatchTimings;
import io.latentmill.udf.pipeline.StableDiffusion;
import io.latentmill.udf.request.FailureKind;
import io.latentmill.udf.request.GenerationRequest;
import io.latentmill.udf.request.GenerationResult;
import io.latentmill.udf.request.GenerationResult.Failed;
import io.latentmill.udf.request.LatentmillException;
import io.latentmill.udf.request.LoraUse;
import io.latentmill.udf.sql.PipelineCache;
import io.latentmill.udf.sql.ScorerCache;
import io.latentmill.udf.sql.TaskDevice;
import io.latentmill.udf.sql.row.BucketKey;
import io.latentmill.udf.sql.row.RequestRow;
import io.latentmill.udf.torch.Torch;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
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
  private final Curation curation;
  private final ImageScorer scorer;
  private final ImageSelector selector;

  /** A pipeline is asked for when the first row needs it, so that it is loaded lazily. */
  private BatchMaker(
      Pipelines pipelines,
      int batchSize,
      ExecutorLine line,
      Curation curation,
      ImageScorer scorer,
      ImageSelector selector) {
    this.pipelines = pipelines;
    this.batchSize = batchSize;
    this.line = line;
    this.curation = curation;
    this.scorer = scorer;
    this.selector = selector;
  }

  /** For the running task, on its device. */
  public static BatchMaker of(TaskSpec spec, TaskDevice device, Configuration configuration) {
    Torch.useThreads(spec.threads());
    return new BatchMaker(
        (row, work) -> PipelineCache.use(spec.model(row).pipeline(), device, configuration, work),
        spec.batchSize(),
        ExecutorLine.current(),
        spec.curation(),
        new ImageScorer(
            spec.curation().scoring(),
            () -> ScorerCache.get(spec.curation().scoring().models(), device, configuration)),
        new ImageSelector(spec.curation(), spec.keep(), spec.metadata()));
  }

  /** Lends the pipeline of a row's model. */
  @FunctionalInterface
  private interface Pipelines {
    BatchResult with(GenerationRequest row, Function<StableDiffusion, BatchResult> work);
  }

  /** Runs a batch; each row has its outcome, in order. */
  public DoneBatch make(RowBatches.Batch batch) {
    List<BatchTimings> timings = new ArrayList<>();
    List<ImageSelector.Chosen> chosen =
        selector.choose(batch.rows(), rows -> made(batch.number(), rows, timings));
    BatchTimings all = timings.stream().reduce(BatchTimings.ZERO, BatchTimings::plus);
    return new DoneBatch(
        batch.number(),
        chosen.stream().map(ImageSelector.Chosen::row).toList(),
        chosen.stream().map(ImageSelector.Chosen::outcome).toList(),
        all);
  }

  /** Rows of a batch, by their slots. */
  private SortedMap<Integer, Outcome> made(
      long batch, SortedMap<Integer, Row> rows, List<BatchTimings> timings) {
    SortedMap<Integer, GenerationResult> results = new TreeMap<>();
    SortedMap<Integer, GenerationRequest> requests = new TreeMap<>();
    rows.forEach(
        (slot, row) -> {
          Optional<Failed> refused = refusal(row);
          refused.ifPresent(failure -> results.put(slot, failure));
          if (refused.isEmpty()) {
            decoded(row, slot, requests, results);
          }
        });
    if (!requests.isEmpty()) {
      timings.add(generate(batch, loraUse(rows), requests, results));
    }
    SortedMap<Integer, Outcome> outcomes = new TreeMap<>();
    results.forEach(
        (slot, result) ->
            outcomes.put(slot, scorer.outcome(rows.get(slot), curation.watermarked(result))));
    return outcomes;
  }

  /** The plan has decided for all rows of a batch, whichever of them can be generated. */
  private static LoraUse loraUse(SortedMap<Integer, Row> rows) {
    return BucketKey.loraUse(rows.get(rows.firstKey()).getAs(PlanColumns.BUCKET));
  }

  private static Optional<Failed> refusal(Row row) {
    String invalid = row.getAs("_invalid");
    return Optional.ofNullable(invalid)
        .map(reason -> new Failed(row.getAs("id"), FailureKind.USER, reason));
  }

  private static void decoded(
      Row row,
      int slot,
      SortedMap<Integer, GenerationRequest> requests,
      SortedMap<Integer, GenerationResult> results) {
    try {
      requests.put(slot, RequestRow.decode(row));
    } catch (LatentmillException e) {
      results.put(slot, new Failed(row.getAs("id"), e.kind(), e.getMessage()));
    }
  }

  private BatchTimings generate(
      long batch,
      LoraUse use,
      SortedMap<Integer, GenerationRequest> requests,
      SortedMap<Integer, GenerationResult> results) {
    Suspicion suspicion = line.suspicion(batch);
    return suspicion.alone()
        ? generateAlone(batch, use, requests, results, suspicion)
        : generateTogether(batch, use, requests, results);
  }

  private BatchTimings generateTogether(
      long batch,
      LoraUse use,
      SortedMap<Integer, GenerationRequest> requests,
      SortedMap<Integer, GenerationResult> results) {
    List<GenerationRequest> rows = List.copyOf(requests.values());
    BatchResult result =
        pipelines.with(
            rows.get(0), ready -> line.inFlight(batch, () -> ready.generate(rows, batchSize, use)));
    Iterator<GenerationResult> each = result.results().iterator();
    requests.keySet().forEach(slot -> results.put(slot, each.next()));
    return result.timings();
  }

  private BatchTimings generateAlone(
      long batch,
      LoraUse use,
      SortedMap<Integer, GenerationRequest> requests,
      SortedMap<Integer, GenerationResult> results,
      Suspicion suspicion) {
    BatchTimings timings = BatchTimings.ZERO;
    for (int slot : requests.keySet()) {
      GenerationRequest request = requests.get(slot);
      if (suspicion.condemned().contains(slot)) {
        results.put(
            slot,
            new Failed(
                request.id(),
                FailureKind.INTERNAL,
                "the executor died while it generated this row"));
        continue;
      }
      BatchResult result =
          pipelines.with(
              request,
              ready ->
                  line.aloneInFlight(
                      batch, slot, () -> ready.generate(List.of(request), batchSize, use)));
      results.put(slot, result.results().get(0));
      timings = timings.plus(result.timings());
    }
    return timings;
  }
}
