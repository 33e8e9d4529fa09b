package io.latentmill.job.ledger;

import io.latentmill.job.ledger.store.Outcome;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Takes several drivers through every interleaving of their steps, each state once. A driver that
 * does not step while others do is stopped, and one that never steps again has crashed, so neither
 * needs a step of its own. A number of conditional writes per run are answered unclearly, having
 * been applied at once, or taking effect at any later time, or never.
 */
final class SimExplorer {
  private final SimInvariants invariants;
  private final Predicate<String> unclear;
  private final Map<SimWorld, SimWorld> worlds = new HashMap<>();
  private final Map<SimState, Integer> visited = new HashMap<>();
  private final Deque<String> trace = new ArrayDeque<>();

  /**
   * @param invariants that hold in each state
   * @param unclear which names' conditional writes may be answered unclearly
   */
  SimExplorer(SimInvariants invariants, Predicate<String> unclear) {
    this.invariants = invariants;
    this.unclear = unclear;
  }

  /**
   * Explores all that can follow; returns how many states there are.
   *
   * @param stops how often a driver may be stopped that has not ended
   */
  int explore(SimState start, int stops) {
    visit(start, stops);
    return visited.size();
  }

  private void visit(SimState state, int stops) {
    Integer before = visited.get(state);
    if (before != null && before >= stops) {
      return;
    }
    visited.put(state, stops);
    for (int driver = 0; driver < state.pasts().size(); driver++) {
      int left = stops - (state.isStopped(driver) ? 1 : 0);
      if (left >= 0 && !state.hasEnded(driver)) {
        step(state, driver, left);
      }
    }
    for (SimRequest.PutIfAbsent put : state.world().flying()) {
      enter("late: " + put, state.with(state.world().landed(put)), stops);
    }
    if (state.haveAllEnded()) {
      check(() -> invariants.assertNothingIsLeft(state.world()));
    }
  }

  private void step(SimState state, int driver, int stops) {
    SimRequest request = state.pasts().get(driver).next();
    String what = "driver %d: %s".formatted(driver, request);
    SimWorld.Answered clear = state.world().answer(request);
    advance(what, state, driver, clear, stops);
    if (request instanceof SimRequest.PutIfAbsent put
        && state.unclear() > 0
        && unclear.test(put.name())) {
      SimState fewer = state.withOneUnclear();
      SimWorld flying = state.world().withFlying(put);
      advance("unclear, applied: " + what, fewer, driver, unclear(clear.world()), stops);
      advance("unclear, not yet applied: " + what, fewer, driver, unclear(flying), stops);
    }
  }

  private void advance(
      String what, SimState state, int driver, SimWorld.Answered answered, int stops) {
    SimPast past = state.pasts().get(driver).then(answered.answer());
    SimWorld world = answered.world();
    while (past.next().isPrivate(world)) {
      checkCompletion(past.next(), world);
      SimWorld.Answered more = world.answer(past.next());
      past = past.then(more.answer());
      world = more.world();
    }
    checkEnding(past.next());
    enter(what, state.with(world).with(driver, past), stops);
  }

  private void enter(String what, SimState next, int stops) {
    trace.addLast(what);
    SimWorld known = worlds.get(next.world());
    if (known == null) {
      known = next.world();
      worlds.put(known, known);
      check(() -> invariants.assertNothingIsLost(next.world()));
    }
    visit(next.with(known), stops);
    trace.removeLast();
  }

  private void checkCompletion(SimRequest request, SimWorld world) {
    if (request instanceof SimRequest.Complete end) {
      check(() -> invariants.assertListingIsRight(world, end.epoch()));
    }
  }

  private void checkEnding(SimRequest request) {
    if (request instanceof SimRequest.End end && end.ending() == SimRequest.Ending.BROKEN) {
      check(
          () -> {
            throw new AssertionError(end.message());
          });
    }
  }

  private static SimWorld.Answered unclear(SimWorld world) {
    return new SimWorld.Answered(world, Outcome.UNCLEAR);
  }

  private void check(Runnable assertion) {
    try {
      assertion.run();
    } catch (AssertionError broken) {
      List<String> steps = new ArrayList<>(trace);
      throw new AssertionError(
          broken.getMessage() + "\nafter\n  " + String.join("\n  ", steps), broken);
    }
  }
}
