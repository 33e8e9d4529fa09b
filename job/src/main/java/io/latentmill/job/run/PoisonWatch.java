package io.latentmill.job.run;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Finds the rows that kill executors (a crash in native code, the kernel's memory killer). A batch
 * in flight at two deaths runs row by row from then on; a row alone in flight at a death is
 * condemned. Lives on the driver. Thread-safe.
 */
final class PoisonWatch {
  private static final int DEATHS_OF_A_BATCH = 2;

  private record Flight(long batch, int slot) {}

  private final Map<String, Set<Flight>> inFlight = new HashMap<>();
  private final Map<Long, Integer> deaths = new HashMap<>();
  private final Map<Long, Set<Integer>> condemned = new HashMap<>();

  synchronized void entering(BatchNotice.Entering notice) {
    inFlight
        .computeIfAbsent(notice.executor(), executor -> new HashSet<>())
        .add(new Flight(notice.batch(), notice.slot()));
  }

  synchronized void through(BatchNotice.Through notice) {
    inFlight
        .getOrDefault(notice.executor(), new HashSet<>())
        .remove(new Flight(notice.batch(), notice.slot()));
  }

  /** An executor is gone. */
  synchronized void died(String executor) {
    Set<Flight> flights = inFlight.remove(executor);
    if (flights == null) {
      return;
    }
    for (Flight flight : flights) {
      if (flight.slot() == BatchNotice.WHOLE) {
        deaths.merge(flight.batch(), 1, Integer::sum);
      } else {
        condemned.computeIfAbsent(flight.batch(), batch -> new HashSet<>()).add(flight.slot());
      }
    }
  }

  synchronized Suspicion of(long batch) {
    return new Suspicion(
        deaths.getOrDefault(batch, 0) >= DEATHS_OF_A_BATCH,
        condemned.getOrDefault(batch, Set.of()));
  }
}
