package io.latentmill.job.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/** What the simulated drivers do: the real commands' use of the ledger, without data. */
final class SimScripts {
  private SimScripts() {}

  /** Plans unless there is a plan, and commits all chunks that are not. */
  static SimScript generate(String holder, int chunks) {
    return (outside, place) -> {
      try (LedgerSession session =
          Ledger.open(place, TestOptions.holder(holder), TestOptions.instant())) {
        outside.milestone("open", session);
        if (session.view().planAttempts().isEmpty()) {
          plan(outside, session, chunks);
        }
        for (int chunk = 0; chunk < chunks; chunk++) {
          if (!session.view().committedChunks().containsKey(chunk)) {
            commit(outside, session, chunk);
          }
        }
        end(outside, session);
      }
    };
  }

  /** Commits chunk 0 again, if it is committed. */
  static SimScript retry(String holder) {
    return (outside, place) -> {
      try (LedgerSession session =
          Ledger.open(place, TestOptions.holder(holder), TestOptions.instant())) {
        outside.milestone("open", session);
        if (!session.view().committedChunks().containsKey(0)) {
          session.close(LeaseState.INTERRUPTED);
          return;
        }
        commit(outside, session, 0);
        end(outside, session);
      }
    };
  }

  /** Looks, while others write, whether all is there that was confirmed before. */
  static SimScript read() {
    return (outside, place) -> {
      Map<?, ?> confirmed = outside.whatIsConfirmed();
      Map<Integer, CommittedChunk> seen = Ledger.view(place).committedChunks();
      confirmed.forEach(
          (chunk, epoch) ->
              assertThat(seen.get(chunk))
                  .as("chunk %s, confirmed in epoch %s", chunk, epoch)
                  .isNotNull()
                  .satisfies(
                      found ->
                          assertThat(found.attempt().epoch())
                              .isGreaterThanOrEqualTo((Integer) epoch)));
    };
  }

  private static void plan(SimOutside outside, LedgerSession session, int chunks)
      throws IOException {
    AttemptName attempt = session.nextPlanAttempt();
    outside.write(new AttemptDirectory(PlanIncrement.ROOT, attempt));
    session.commitPlan(new PlanIncrement(attempt, 0, chunks, chunks, List.of(), Map.of()));
    outside.milestone("planned", session);
  }

  private static void commit(SimOutside outside, LedgerSession session, int chunk)
      throws IOException {
    AttemptName attempt = session.nextAttempt(chunk);
    AttemptDirectory directory = new AttemptDirectory("data/parquet", attempt);
    outside.write(directory);
    session.commit(
        new Manifest(
            attempt,
            session.view().planAttempts().get(0).entry(),
            List.of(new AttemptOutput("parquet", directory.path(), List.of())),
            new RowCounts(1, Map.of()),
            List.of()));
    outside.confirmed(attempt);
    outside.milestone("committed " + chunk, session);
  }

  private static void end(SimOutside outside, LedgerSession session) throws IOException {
    session.finish();
    outside.milestone("finished", session);
    session.close(LeaseState.RELEASED);
    outside.complete(session.epoch());
  }
}
