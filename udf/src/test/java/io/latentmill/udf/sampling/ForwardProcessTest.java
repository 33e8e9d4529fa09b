package io.latentmill.udf.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.latentmill.udf.request.SamplerName;
import io.latentmill.udf.sampling.prediction.Prediction;
import io.latentmill.udf.sampling.schedule.NoiseLevel;
import io.latentmill.udf.sampling.schedule.NoiseSchedule;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Training's side of the mathematics; numbers from DDPMScheduler.add_noise and get_velocity. */
final class ForwardProcessTest {
  private static final float[] ADDED = {0.5954218f, -1.0441140f, 1.2929173f, -1.8438865f};
  private static final float[] VELOCITY = {0.9462943f, -0.3997824f, -1.7002543f, -0.8139915f};
  private static final double SNR_10 = 103.507500;
  private static final double SNR_700 = 0.08994298;

  private final NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
  private final NDArray original =
      manager.create(new float[] {0.5f, -1, 2, 0.25f}, new Shape(2, 1, 1, 2));
  private final NDArray noise =
      manager.create(new float[] {1, -0.5f, 0.75f, -2}, new Shape(2, 1, 1, 2));

  @AfterEach
  void close() {
    manager.close();
  }

  private static ForwardProcess process(String prediction) {
    return ForwardProcess.of(
        SamplerTest.config(SamplerName.DDIM, Map.of("prediction_type", prediction)));
  }

  @Test
  void addsTheNoiseOfEachRowsTimestep() {
    assertThat(process("epsilon").addNoise(original, noise, 10, 700).toFloatArray())
        .containsExactly(ADDED, within(1e-6f));
  }

  @Test
  void theTargetIsWhatTheNetworkPredicts() {
    assertThat(process("epsilon").target(original, noise, 10, 700)).isSameAs(noise);
    assertThat(process("sample").target(original, noise, 10, 700)).isSameAs(original);
    assertThat(process("v_prediction").target(original, noise, 10, 700).toFloatArray())
        .containsExactly(VELOCITY, within(1e-6f));
  }

  /** A perfect answer at each timestep gives back what was mixed. */
  @Test
  void theTargetLeadsBackToTheOriginal() {
    for (Prediction prediction : Prediction.values()) {
      ForwardProcess process = process(prediction.label());
      NDArray noisy = process.addNoise(original, noise, 321, 321);
      NDArray target = process.target(original, noise, 321, 321);
      NoiseLevel level =
          NoiseLevel.ofAlphaCumprod(
              NoiseSchedule.of(SamplerTest.config(SamplerName.DDIM, Map.of())).alphaCumprod(321));
      assertThat(prediction.original(level, target, noisy).toFloatArray())
          .containsExactly(original.toFloatArray(), within(1e-5f));
      assertThat(prediction.epsilon(level, target, noisy).toFloatArray())
          .containsExactly(noise.toFloatArray(), within(1e-5f));
    }
  }

  /** SNR 103.5 at timestep 10 is cut to 5; 0.090 at timestep 700 is not. */
  @Test
  void minSnrWeighsRowsDown() {
    assertThat(weights("epsilon")).containsExactly(rows(5 / SNR_10, 1), within(1e-5f));
    assertThat(weights("sample")).containsExactly(rows(5, SNR_700), within(1e-5f));
    assertThat(weights("v_prediction"))
        .containsExactly(rows(5 / (SNR_10 + 1), SNR_700 / (SNR_700 + 1)), within(1e-5f));
  }

  private float[] weights(String prediction) {
    return process(prediction).minSnrWeights(manager, 5, 10, 700).toFloatArray();
  }

  private static float[] rows(double first, double second) {
    return new float[] {(float) first, (float) second};
  }
}
