package io.latentmill.udf.training;

import ai.djl.ndarray.NDArray;
import io.latentmill.udf.sampling.ForwardProcess;
import java.util.OptionalDouble;

/**
 * What training makes small. For a latent z_0, noise eps and timesteps t the network sees z_t =
 * alpha_t z_0 + sigma_t eps and answers; the loss of a row is
 *
 * <pre>
 *   w(t) * mean over channels and pixels of (answer - target)^2
 * </pre>
 *
 * with the target eps (Ho et al. 2020, equation 14), z_0, or the velocity alpha_t eps - sigma_t z_0
 * (Salimans and Ho 2022), as the checkpoint predicts. w(t) is 1, or with min-SNR gamma (Hang et al.
 * 2023) min(SNR, gamma) / SNR, so that the many timesteps of little noise don't dominate. All
 * arrays are float32.
 *
 * @param process of the checkpoint
 * @param minSnrGamma empty: all timesteps count the same
 */
public record Objective(ForwardProcess process, OptionalDouble minSnrGamma) {
  /** What the network sees, [B, 4, H/8, W/8]. */
  public NDArray noisy(NDArray latents, NDArray noise, int... timesteps) {
    return process.addNoise(latents, noise, timesteps);
  }

  /** What it should answer, [B, 4, H/8, W/8]. */
  public NDArray target(NDArray latents, NDArray noise, int... timesteps) {
    return process.target(latents, noise, timesteps);
  }

  /** Each row's loss, [B]. */
  public NDArray exampleLosses(NDArray answer, NDArray target, int... timesteps) {
    NDArray errors = perRow(answer.sub(target).square()).mean(new int[] {1});
    return minSnrGamma.isPresent() ? errors.mul(weights(errors, timesteps)) : errors;
  }

  /** [B, 4, H/8, W/8] to [B, N]. */
  private static NDArray perRow(NDArray values) {
    return values.reshape(values.getShape().get(0), -1);
  }

  /** w(t), [B]; only with min-SNR. */
  NDArray weights(NDArray like, int... timesteps) {
    return process.minSnrWeights(like.getManager(), minSnrGamma.orElseThrow(), timesteps);
  }
}
