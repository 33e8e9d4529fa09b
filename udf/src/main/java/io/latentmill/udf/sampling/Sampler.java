package io.latentmill.udf.sampling;

import io.latentmill.udf.sampling.config.SchedulerConfig;
import java.util.OptionalDouble;

/** A way from noise to an image. Immutable, thread-safe, without state between runs. */
public sealed interface Sampler
    permits Ddim,
        Ddpm,
        Deis,
        DpmSolver,
        DpmSolverSinglestep,
        Euler,
        EulerAncestral,
        Heun,
        Kdpm2,
        Lcm,
        Lms,
        Pndm,
        Tcd,
        UniPc {
  /** The sampler that a configuration chooses. */
  static Sampler of(SchedulerConfig config) {
    return switch (config.samplerName()) {
      case DDIM -> Ddim.of(config);
      case PNDM -> Pndm.of(config);
      case EULER -> Euler.of(config);
      case EULER_ANCESTRAL -> EulerAncestral.of(config);
      case DPMPP_2M, DPMPP_2M_SDE -> DpmSolver.of(config);
      case DDPM -> Ddpm.of(config);
      case HEUN -> Heun.of(config);
      case LMS -> Lms.of(config);
      case DPMPP_SINGLESTEP -> DpmSolverSinglestep.of(config);
      case UNIPC -> UniPc.of(config);
      case DEIS -> Deis.of(config);
      case KDPM2 -> Kdpm2.of(config);
      case LCM -> Lcm.of(config);
      case TCD -> Tcd.of(config);
      case EDM_EULER -> Euler.edm(config);
      case EDM_DPMPP_2M -> DpmSolver.edm(config);
    };
  }

  /** The calls of one run. */
  Trajectory trajectory(Run run);

  /**
   * The calls of one run.
   *
   * @param steps inference steps of the whole schedule
   * @param strength for image-to-image: the share of the schedule that is run; empty: all of it
   * @param eta the share of noise that DDIM and TCD put back, 0..1; others ignore it
   * @throws io.latentmill.udf.request.LatentmillException (user) if no such run can be made
   */
  default Trajectory trajectory(int steps, OptionalDouble strength, double eta) {
    return trajectory(new Run(steps, strength, eta));
  }
}
