package io.latentmill.job.run;

import io.latentmill.job.ledger.Holder;
import io.latentmill.job.ledger.LeaseHeldException;
import io.latentmill.job.ledger.LeaseState;
import io.latentmill.job.ledger.Ledger;
import io.latentmill.job.ledger.LedgerOptions;
import io.latentmill.job.ledger.LedgerPlace;
import io.latentmill.job.ledger.LedgerPlaces;
import io.latentmill.job.ledger.LedgerSession;
import io.latentmill.job.ledger.LedgerView;
import io.latentmill.job.ledger.PlanIncrement;
import io.latentmill.job.ledger.WriterPolicy;
import io.latentmill.udf.request.LatentmillException;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leaves word of a run that ended before it held its output, so that {@code status.json} does not
 * go on telling of the run before. While another run holds the output, the word goes to {@code
 * _latentmill/status/RUN.json}: status.json is that run's.
 */
final class StatusNote {
  private static final Logger LOG = LoggerFactory.getLogger(StatusNote.class);

  /** The exit code of a run that found its output held. */
  private static final int HELD = 4;

  private final Path output;
  private final Configuration configuration;
  private final RunOptions.Exclusion exclusion;
  private final UnaryOperator<String> redaction;

  StatusNote(
      Path output,
      Configuration configuration,
      RunOptions.Exclusion exclusion,
      UnaryOperator<String> redaction) {
    this.output = output;
    this.configuration = configuration;
    this.exclusion = exclusion;
    this.redaction = redaction;
  }

  /**
   * Does what comes before a run holds its output.
   *
   * @throws LatentmillException that work throws: its refusal is told
   */
  <T> T beforeHolding(Supplier<T> work) {
    try {
      return work.get();
    } catch (LatentmillException e) {
      refused(e);
      throw e;
    }
  }

  /**
   * Does what needs the lease.
   *
   * @throws RunFailedException that work throws: that another run has the lease is told
   */
  <T> T holding(Supplier<T> work) {
    try {
      return work.get();
    } catch (RunFailedException e) {
      if (e.getCause() instanceof LeaseHeldException) {
        leave(StatusFile.State.FAILED, HELD, Optional.of(redaction.apply(e.getMessage())));
      }
      throw e;
    }
  }

  /** Nothing was begun. A folder that is not ours is left alone. */
  void refused(LatentmillException failure) {
    if (OutputFolders.isOursOrEmpty(output, configuration)) {
      refused(ExitCode.of(failure), failure.getMessage());
    }
  }

  /** A command was not understood: that makes no output where none is. */
  void misunderstood(String message) {
    if (RunRecord.find(output, configuration).isPresent()) {
      refused(ExitCode.REFUSED, message);
    }
  }

  private void refused(int exitCode, String message) {
    leave(StatusFile.State.FAILED, exitCode, Optional.of(redaction.apply(message)));
  }

  /** Everything had been done before. */
  void finished(int exitCode) {
    leave(StatusFile.State.FINISHED, exitCode, Optional.empty());
  }

  private void leave(StatusFile.State state, int exitCode, Optional<String> message) {
    try {
      LedgerOptions options = LedgerOptions.defaults().withLapse(exclusion.leaseLapse());
      WriterPolicy policy =
          exclusion.singleWriter() ? WriterPolicy.SINGLE : WriterPolicy.ANY_NUMBER;
      LedgerPlace place = LedgerPlaces.forWriting(output, configuration, policy, options);
      Holder holder = Holder.thisProcess();
      if (Ledger.isGivenBack(place)) {
        try (LedgerSession session = Ledger.take(place, holder, options)) {
          session.put(
              StatusFile.NAME, file(place, state, exitCode, message, holder, session.epoch()));
          session.close(LeaseState.RELEASED);
        }
      } else {
        place
            .store()
            .put(
                "status/%s.json".formatted(holder.id()),
                file(place, state, exitCode, message, holder, 0));
      }
    } catch (IOException | RuntimeException e) {
      LOG.warn("Cannot write status.json: {}", e.getMessage());
    }
  }

  private static byte[] file(
      LedgerPlace place,
      StatusFile.State state,
      int exitCode,
      Optional<String> message,
      Holder holder,
      int epoch)
      throws IOException {
    LedgerView view = Ledger.view(place);
    long planned = view.planIncrements().stream().mapToLong(PlanIncrement::rows).sum();
    return new StatusFile(
            state,
            Optional.of(exitCode),
            message,
            new StatusFile.Run(holder.id(), Optional.empty(), epoch),
            new StatusFile.Rows(planned, view.rows(), new LiveRows()),
            0)
        .body();
  }
}
