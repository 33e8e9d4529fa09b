package io.latentmill.job.run;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * Which executors can work, as they say themselves. One that cannot never takes a task: it stays in
 * its check, so that Spark schedules on the others, and ends later. Lives on the driver.
 * Thread-safe.
 */
final class ExecutorHealth {
  private static final int MOST_FAULTS_TOLD = 3;

  private enum State {
    CHECKING,
    FIT,
    UNFIT
  }

  private final LongSupplier nanos;
  private final Map<String, State> states = new HashMap<>();
  private final Map<String, String> hosts = new HashMap<>();

  /** Told once, however many executors a host gets. */
  private final Set<String> faults = new LinkedHashSet<>();

  private final List<String> untold = new ArrayList<>();
  private Consumer<String> listener = untold::add;
  private long lastChange;

  /**
   * Knows of none yet.
   *
   * @param nanos a clock, {@link System#nanoTime()} but in tests
   */
  ExecutorHealth(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /** A session begins, whose executors' names start anew. */
  synchronized void begin() {
    states.clear();
    hosts.clear();
    faults.clear();
    untold.clear();
    listener = untold::add;
    changed();
  }

  /** Whom unfit executors are told to from now on, those of before included. */
  synchronized void tellTo(Consumer<String> told) {
    untold.forEach(told);
    untold.clear();
    listener = told;
  }

  /** Spark knows a new executor; its report may have come before. */
  synchronized void added(String executor, String host) {
    states.putIfAbsent(executor, State.CHECKING);
    hosts.put(executor, host);
    changed();
  }

  synchronized void reported(HealthNotice notice) {
    states.put(notice.executor(), notice.fit() ? State.FIT : State.UNFIT);
    hosts.put(notice.executor(), notice.host());
    if (!notice.fit()) {
      fault(notice.executor(), notice.fault());
    }
    changed();
  }

  /** An executor is gone; one that has not reported was killed by its own check. */
  synchronized void removed(String executor) {
    if (states.remove(executor) == State.CHECKING) {
      fault(executor, "the executor died while it checked libtorch, device and model");
    }
    changed();
  }

  private void fault(String executor, String fault) {
    if (faults.add("on %s: %s".formatted(hosts.get(executor), fault))) {
      listener.accept(
          "executor %s on %s takes no work: %s".formatted(executor, hosts.get(executor), fault));
    }
  }

  private void changed() {
    lastChange = nanos.getAsLong();
  }

  synchronized boolean anyIsFit() {
    return states.containsValue(State.FIT);
  }

  /**
   * Why no work can be done: executors came, none of them can work, and for a time none has come
   * any more. Empty: there is hope.
   */
  synchronized Optional<String> hopeless(long patienceNanos) {
    boolean hope = faults.isEmpty() || anyIsFit() || states.containsValue(State.CHECKING);
    if (hope || nanos.getAsLong() - lastChange < patienceNanos) {
      return Optional.empty();
    }
    return Optional.of(
        faults.stream()
            .limit(MOST_FAULTS_TOLD)
            .collect(Collectors.joining("; ", "No executor can work: ", "")));
  }
}
