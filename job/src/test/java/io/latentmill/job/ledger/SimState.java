package io.latentmill.job.ledger;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/**
 * Where all drivers and their world are. Worlds are compared by identity, for speed: the explorer
 * keeps one object for equal worlds.
 *
 * @param world that the drivers share
 * @param pasts of the drivers
 * @param running the driver that took the last step; NOBODY while it does not matter
 * @param unclear how many more answers may be unclear
 */
record SimState(SimWorld world, List<SimPast> pasts, int running, int unclear) {
  /** As many stops as there are steps. */
  static final int ANY_STOPS = Integer.MAX_VALUE;

  private static final int NOBODY = -1;
  private static final int UNCOUNTED = -2;

  /** Before any step, with stops counted. */
  static SimState start(int unclear, SimDriver... drivers) {
    return new SimState(
        SimWorld.EMPTY, Arrays.stream(drivers).map(SimDriver::start).toList(), NOBODY, unclear);
  }

  /** From here on drivers may be stopped any number of times. */
  SimState withAnyStops() {
    return new SimState(world, pasts, UNCOUNTED, unclear);
  }

  /** One driver alone has run until it waits for what is looked for, or ended. */
  SimState after(int driver, Predicate<SimRequest> wanted) {
    SimState state = this;
    while (!state.hasEnded(driver) && !wanted.test(state.pasts.get(driver).next())) {
      SimPast past = state.pasts.get(driver);
      SimWorld.Answered answered = state.world.answer(past.next());
      state = state.with(answered.world()).with(driver, past.then(answered.answer()));
    }
    return state;
  }

  boolean hasEnded(int driver) {
    return pasts.get(driver).hasEnded();
  }

  boolean haveAllEnded() {
    return pasts.stream().allMatch(SimPast::hasEnded);
  }

  /** Whether a step of this driver means that another one is stopped. */
  boolean isStopped(int driver) {
    return running >= 0 && running != driver && !hasEnded(running);
  }

  SimState with(SimWorld next) {
    return new SimState(next, pasts, running, unclear);
  }

  SimState with(int driver, SimPast past) {
    List<SimPast> next = new ArrayList<>(pasts);
    next.set(driver, past);
    return new SimState(
        world, List.copyOf(next), running == UNCOUNTED ? UNCOUNTED : driver, unclear);
  }

  SimState withOneUnclear() {
    return new SimState(world, pasts, running, unclear - 1);
  }

  /** Worlds are shared between the states that branch off from one. */
  @Override
  @SuppressWarnings("ReferenceEquality")
  public boolean equals(Object other) {
    return other instanceof SimState state
        && world == state.world
        && running == state.running
        && unclear == state.unclear
        && pasts.equals(state.pasts);
  }

  @Override
  public int hashCode() {
    int counts = running * 31 + unclear;
    return (System.identityHashCode(world) * 31 + counts) * 31 + pasts.hashCode();
  }
}
