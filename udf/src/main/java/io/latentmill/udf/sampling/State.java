package io.latentmill.udf.sampling;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;

/**
 * Where a run of a sampler stands between two calls of the network. Immutable, apart from the
 * manager that owns the arrays.
 *
 * @param sample the latents, float32 [B, 4, H/8, W/8]
 * @param held arrays that a step of several calls holds until it ends
 * @param history what is remembered of former outputs, the newest first
 */
public record State(NDArray sample, List<NDArray> held, List<NDArray> history) {
  public State {
    held = List.copyOf(held);
    history = List.copyOf(history);
  }

  /** A sample with no past. */
  static State of(NDArray sample) {
    return new State(sample, List.of(), List.of());
  }

  /**
   * Moves all arrays to a manager, and gives this state.
   *
   * <p>Steps put their arrays on the manager that owns the state. A loop therefore moves the state
   * to a manager of the call's own, steps, and moves the new state back before it closes that one:
   * what the new state does not need is freed.
   */
  public State attach(NDManager manager) {
    sample.attach(manager);
    held.forEach(array -> array.attach(manager));
    history.forEach(array -> array.attach(manager));
    return this;
  }

  /** The same state with other latents. */
  public State withSample(NDArray other) {
    return new State(other, held, history);
  }

  /** The history with a new entry, cut to a length. */
  List<NDArray> remember(NDArray newest, int length) {
    List<NDArray> longer = new ArrayList<>();
    longer.add(newest);
    longer.addAll(history);
    return longer.subList(0, Math.min(length, longer.size()));
  }
}
