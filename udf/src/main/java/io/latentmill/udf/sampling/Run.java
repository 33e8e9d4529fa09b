package io.latentmill.udf.sampling;

import io.latentmill.udf.request.LatentmillException;
import java.util.OptionalDouble;

/**
 * What a run asks of a sampler.
 *
 * @param steps inference steps of the whole schedule, 1 and more
 * @param strength for image-to-image: the share of the schedule that is run, 0..1
 * @param eta the share of noise that DDIM and TCD put back, 0..1; others ignore it
 */
public record Run(int steps, OptionalDouble strength, double eta) {
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
    return new Trajectory(path, firstCall(callsPerStep), rule);
  }

  /** The first call that is made: those before it belong to the noise that is not added. */
  int firstCall(int callsPerStep) {
    return skippedSteps() * callsPerStep;
  }
}
