package io.latentmill.job.ledger;

import io.latentmill.job.ledger.SimRequest.Ending;
import io.latentmill.job.ledger.store.ObjectStore;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * A driver: the real protocol under a script. Being deterministic, it is known by the answers that
 * it got; what it asks next is found by running it on them from the beginning.
 */
final class SimDriver {
  private final SimScript script;
  private final UnaryOperator<ObjectStore> store;

  /** One past for all that lead to the same milestone or end. */
  private final Map<SimRequest, SimPast> milestones = new HashMap<>();

  private SimDriver(SimScript script, UnaryOperator<ObjectStore> store) {
    this.script = script;
    this.store = store;
  }

  static SimDriver of(SimScript script) {
    return new SimDriver(script, UnaryOperator.identity());
  }

  /** A driver with a mistake: it takes the store for another than it is. */
  SimDriver mistaking(UnaryOperator<ObjectStore> mistake) {
    return new SimDriver(script, mistake);
  }

  SimPast start() {
    return SimPast.start(this);
  }

  /** What it asks after these answers. */
  SimRequest next(List<Object> answers) {
    SimOutside outside = new SimOutside(answers);
    SimRequest.End end = run(outside);
    return outside.pending().orElse(end);
  }

  /**
   * The end counts only if nothing is pending: who is suspended while it handles a failure fails.
   */
  private SimRequest.End run(SimOutside outside) {
    try {
      script.run(outside, new LedgerPlace(store.apply(outside), outside));
      return new SimRequest.End(Ending.DONE, "");
    } catch (SimSuspended suspended) {
      return new SimRequest.End(Ending.BROKEN, "suspended");
    } catch (LedgerException | IOException givenUp) {
      return new SimRequest.End(Ending.GAVE_UP, "");
    } catch (RuntimeException | AssertionError broken) {
      return new SimRequest.End(Ending.BROKEN, broken.toString());
    }
  }

  SimPast atMilestone(SimPast past) {
    SimRequest next = past.next();
    boolean same = next instanceof SimRequest.Milestone || next instanceof SimRequest.End;
    return same ? milestones.computeIfAbsent(next, key -> past) : past;
  }
}
