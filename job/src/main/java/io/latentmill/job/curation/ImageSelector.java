package io.latentmill.job.curation;

import io.latentmill.job.sink.metadata.MetadataSchema;
import io.latentmill.job.sink.metadata.Outcome;
import io.latentmill.udf.request.RequestColumn;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.GenericRowWithSchema;

/**
 * Judges the images of a batch, and has refused ones drawn again from other seeds. What is chosen
 * follows from rows and their seeds alone.
 */
public final class ImageSelector {
  private final Curation curation;
  private final KeepRule rule;
  private final MetadataSchema metadata;

  /** Of a task. */
  public ImageSelector(Curation curation, KeepRule rule, MetadataSchema metadata) {
    this.curation = curation;
    this.rule = rule;
    this.metadata = metadata;
  }

  /**
   * What is chosen for a row.
   *
   * @param row as planned, with the seed that took effect
   */
  public record Chosen(Row row, Outcome outcome) {}

  /**
   * Makes rows, and those that are refused again.
   *
   * @param make makes rows by their slots in the batch, and scores them
   */
  public List<Chosen> choose(
      List<Row> rows, Function<SortedMap<Integer, Row>, SortedMap<Integer, Outcome>> make) {
    SortedMap<Integer, Row> wanted = new TreeMap<>();
    for (int slot = 0; slot < rows.size(); slot++) {
      wanted.put(slot, rows.get(slot));
    }
    SortedMap<Integer, Attempt> best = new TreeMap<>();
    int[] tries = new int[rows.size()];
    for (int number = 1; !wanted.isEmpty(); number++) {
      SortedMap<Integer, Outcome> outcomes = make.apply(wanted);
      for (int slot : wanted.keySet()) {
        tries[slot]++;
        Attempt attempt = attempt(wanted.get(slot), outcomes.get(slot));
        best.merge(slot, attempt, Attempt::orBetter);
      }
      wanted =
          number > curation.selection().redraws() ? new TreeMap<>() : again(rows, best, number + 1);
    }
    List<Chosen> chosen = new ArrayList<>();
    best.forEach((slot, attempt) -> chosen.add(chosen(attempt, tries[slot])));
    return chosen;
  }

  private Attempt attempt(Row row, Outcome outcome) {
    boolean sound =
        outcome.generated()
            && (curation.scoring().unsafe() == UnsafeImages.KEEP || !outcome.flagged());
    return new Attempt(row, outcome, sound && rule.keeps(metadata.judged(row, outcome)));
  }

  /** Rows that failed would fail again. */
  private static SortedMap<Integer, Row> again(
      List<Row> rows, SortedMap<Integer, Attempt> best, int number) {
    SortedMap<Integer, Row> again = new TreeMap<>();
    best.forEach(
        (slot, attempt) -> {
          if (!attempt.kept() && attempt.outcome().generated()) {
            again.put(slot, reseeded(rows.get(slot), number));
          }
        });
    return again;
  }

  private static Row reseeded(Row row, int number) {
    Object[] values = new Object[row.length()];
    for (int i = 0; i < values.length; i++) {
      values[i] = row.get(i);
    }
    int seed = row.fieldIndex(RequestColumn.SEED.label());
    values[seed] = RedrawSeeds.of(row.getLong(seed), number);
    return new GenericRowWithSchema(values, row.schema());
  }

  private Chosen chosen(Attempt attempt, int tries) {
    Outcome safe = UnsafeOutcomes.of(attempt.outcome(), curation.scoring().unsafe());
    boolean judged = curation.selection().wanted() && safe.generated();
    return new Chosen(
        attempt.row(), judged ? safe.judged(new Outcome.Judgement(attempt.kept(), tries)) : safe);
  }
}
