package io.latentmill.job.run;

import io.latentmill.job.ledger.AttemptName;
import io.latentmill.job.ledger.DataFile;
import io.latentmill.job.ledger.EntryName;
import io.latentmill.job.ledger.LedgerSession;
import io.latentmill.job.ledger.LedgerView;
import io.latentmill.job.ledger.PlanIncrement;
import io.latentmill.job.plan.ChangedRows;
import io.latentmill.job.plan.ChunkPlan;
import io.latentmill.job.plan.Plan;
import io.latentmill.job.plan.PlanBody;
import io.latentmill.job.plan.PlanDraft;
import io.latentmill.job.plan.PlanStore;
import io.latentmill.udf.sql.row.RowDefaults;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/** The plan of an output: what the ledger names of it, extended by what the table has anew. */
public final class FrozenPlan {
  private FrozenPlan() {}

  /** The plan as it is visible. */
  public static Plan open(SparkSession spark, Path output, LedgerView view) throws IOException {
    List<Path> directories = new ArrayList<>();
    for (AttemptName attempt : view.planAttempts().values()) {
      directories.add(new Path(output, PlanIncrement.directory(attempt)));
    }
    return Plan.open(spark, directories);
  }

  /** Adds the table's new rows to the plan, if there are any, and opens it. */
  static Plan extend(
      SparkSession spark,
      Path output,
      LedgerSession session,
      RunOptions run,
      RowDefaults defaults,
      Predicate<String> actsByRow,
      Progress progress)
      throws IOException {
    ChangedRows choice = run.prompts().changed();
    SeenFiles files = SeenFiles.of(session, run, spark.sessionState().newHadoopConf());
    Plan present = open(spark, output, session.view());
    Optional<Plan> planned =
        session.view().planAttempts().isEmpty() ? Optional.empty() : Optional.of(present);
    // What is to become of changed rows can only be told by looking at all.
    Set<String> seen =
        planned.isPresent() && choice == ChangedRows.KEEP ? files.unchanged() : Set.of();
    try (PlanDraft draft =
        PlanDraft.of(
            spark,
            run.prompts().path(),
            run.prompts().part(),
            defaults,
            run.planOptions(),
            actsByRow,
            choice,
            planned,
            seen)) {
      remark(draft, choice, progress);
      if (draft.isEmpty() && planned.isPresent()) {
        note(files, draft);
        return present;
      }
      AttemptName attempt = session.nextPlanAttempt();
      Path directory = new Path(output, PlanIncrement.directory(attempt));
      session.commitPlan(increment(attempt, PlanStore.write(draft, directory)));
      note(files, draft);
    }
    return open(spark, output, session.view());
  }

  private static void note(SeenFiles files, PlanDraft draft) throws IOException {
    if (draft.changed() == 0) {
      files.allArePlanned();
    } else {
      files.someDiffer();
    }
  }

  private static void remark(PlanDraft draft, ChangedRows choice, Progress progress) {
    if (draft.changed() > 0) {
      progress.remark(
          String.format(
              Locale.ROOT,
              choice == ChangedRows.REDO
                  ? "%,d rows have changed under ids that were planned already, and are made anew: %s"
                  : "%,d rows have changed under ids that were planned already, and stay as they"
                      + " were; --changed redo makes them anew: %s",
              draft.changed(),
              String.join(", ", draft.changedExamples())));
    }
  }

  /** The increment that a chunk belongs to, as manifests name it. */
  static EntryName increment(Plan plan, ChunkPlan chunk) {
    return AttemptName.of(plan.directory(chunk).getName()).entry();
  }

  private static PlanIncrement increment(AttemptName attempt, PlanBody body) {
    return new PlanIncrement(
        attempt,
        body.firstChunk(),
        body.chunks(),
        body.rows(),
        body.files().stream()
            .map(file -> new DataFile(file.name(), file.bytes(), file.sha256(), file.rows()))
            .toList(),
        body.details());
  }
}
