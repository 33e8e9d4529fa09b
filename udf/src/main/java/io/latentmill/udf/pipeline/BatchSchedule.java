package io.latentmill.udf.pipeline;

import io.latentmill.udf.request.BatchKey;
import io.latentmill.udf.request.BatchPart;
import io.latentmill.udf.request.BatchPart.FromImage;
import io.latentmill.udf.request.GenerationRequest.Sampling;
import io.latentmill.udf.request.LatentmillException;
import io.latentmill.udf.sampling.Run;
import io.latentmill.udf.sampling.Sampler;
import io.latentmill.udf.sampling.Trajectory;
import io.latentmill.udf.sampling.config.SchedulerConfig;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** Which noise levels a batch visits, and how one follows from another. */
record BatchSchedule(PipelineParts parts, BatchKey key) {

  /** All by one network. */
  Trajectory whole() {
    return trajectory(OptionalInt.empty(), OptionalInt.empty());
  }

  /** Those before a share of the noise is gone (diffusers' {@code denoising_end}). */
  Trajectory until(double share) {
    return checked(trajectory(OptionalInt.empty(), OptionalInt.of(timestep(share))), share);
  }

  /** Those after that (diffusers' {@code denoising_start}). */
  Trajectory from(double share) {
    return checked(trajectory(OptionalInt.of(timestep(share)), OptionalInt.empty()), share);
  }

  private Trajectory trajectory(OptionalInt from, OptionalInt until) {
    Sampling sampling = key.get(BatchPart.SAMPLING);
    Optional<FromImage> image = key.get(BatchPart.FROM_IMAGE);
    OptionalDouble strength =
        image.isPresent() && !parts.edits()
            ? OptionalDouble.of(image.get().strength())
            : OptionalDouble.empty();
    return Sampler.of(config())
        .trajectory(new Run(key.steps(), strength, sampling.eta(), from, until));
  }

  private SchedulerConfig config() {
    Sampling sampling = key.get(BatchPart.SAMPLING);
    return parts.scheduler().with(sampling.name(), sampling.options());
  }

  private int timestep(double share) {
    int trained = config().integer("num_train_timesteps");
    return (int) Math.rint(trained - share * trained);
  }

  private Trajectory checked(Trajectory trajectory, double share) {
    if (trajectory.firstCall() >= trajectory.endCall()) {
      throw LatentmillException.user(
          "denoising_end %s of %d steps leaves none to the model or to the refiner",
          share, key.steps());
    }
    return trajectory;
  }
}
