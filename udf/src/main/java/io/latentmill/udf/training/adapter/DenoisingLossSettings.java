package io.latentmill.udf.training.adapter;

import io.latentmill.udf.request.LatentmillException;
import java.io.Serializable;

/**
 * At which timesteps and with which noise losses are compared; travels to the executors.
 *
 * @param resolution side of the square that images are resized and cropped to, in pixels
 * @param bands of timesteps
 * @param seed of the noise: band b has torch's normal numbers of seed + b, whatever the example
 * @param rows that the network sees at once
 */
public record DenoisingLossSettings(int resolution, int bands, long seed, int rows)
    implements Serializable {
  private static final int MOST_BANDS = 1000;

  public DenoisingLossSettings {
    if (bands < 1 || bands > MOST_BANDS) {
      throw LatentmillException.user("bands %d: must be 1 to %d", bands, MOST_BANDS);
    }
  }
}
