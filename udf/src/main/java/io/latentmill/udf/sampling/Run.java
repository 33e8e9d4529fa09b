package io.latentmill.udf.sampling;

import io.latentmill.udf.request.LatentmillException;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * What a run asks of a sampler.
 *
 * @param steps inference steps of the whole schedule, 1 and more
 * @param strength for image-to-image: the share of the schedule that is run, 0..1
 * @param eta the share of noise that DDIM and TCD put back, 0..1; others ignore it
 * @param from the calls from this timestep on were made before, by another network; empty: none
 * @param until the calls below this timestep are left to another network; empty: none
 */
public record Run(
    int steps, OptionalDouble strength, double eta, OptionalInt from, OptionalInt until) {
  /** All calls by one network. */
  public Run(int steps, OptionalDouble strength, double eta) {
    this(steps, strength, eta, OptionalInt.empty(), OptionalInt.empty());
  }

  public Run {
    if (steps < 1) {
      throw LatentmillException.user("steps %d is not positive", steps);
    }
    if (!(eta >= 0 && eta <= 1)) {
      throw LatentmillException.user("eta %s is not in 0..1", eta);
    }
    if (strength.isPresent() && !(strength.getAsDouble() >= 0 && strength.getAsDouble() <= 1)) {
      throw LatentmillException.user("strength %s is not in 0..1", strength.getAsDouble());
    }
  }

  /** Refuses more steps than the network has timesteps. */
  void checkAgainst(int trained) {
    if (steps > trained) {
      throw LatentmillException.user(
          "steps %d exceeds the %d timesteps that the model was trained with", steps, trained);
    }
  }

  /** Steps that image-to-image leaves out at the noisy end. */
  private int skippedSteps() {
    if (strength.isEmpty()) {
      return 0;
    }
    int run = (int) (steps * strength.getAsDouble());
    if (run < 1) {
      throw LatentmillException.user(
          "strength %s of %d steps leaves no step to run", strength.getAsDouble(), steps);
    }
    return steps - run;
  }

  /** This run on a path, with a rule that needs no knowledge of where the run starts. */
  Trajectory over(Path path, int callsPerStep, StepRule rule) {
    int start = skippedSteps() * callsPerStep;
    int first = firstCall(path, callsPerStep);
    return new Trajectory(path, start, first, end(path, first), rule);
  }

  /**
   * The first call that is made: those before it belong to the noise that is not added, or were
   * made by another network. Of samplers with two calls a step, the step that the other network may
   * have broken off is made from its start, as the reference does.
   */
  int firstCall(Path path, int callsPerStep) {
    if (from.isEmpty()) {
      return skippedSteps() * callsPerStep;
    }
    int below = (int) path.timesteps().stream().filter(it -> it < from.getAsInt()).count();
    int made = callsPerStep == 2 && below % 2 == 0 ? below + 1 : below;
    return path.calls() - made;
  }

  private int end(Path path, int first) {
    if (until.isEmpty()) {
      return path.calls();
    }
    return first
        + (int)
            path.timesteps().subList(first, path.calls()).stream()
                .filter(it -> it >= until.getAsInt())
                .count();
  }
}
