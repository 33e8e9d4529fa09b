package io.latentmill.udf.sampling.schedule;

import io.latentmill.udf.request.Labels;
import java.util.function.DoubleUnaryOperator;

/**
 * The variances that the forward process adds at each training timestep, in float32 as the networks
 * were trained with. The names are those of {@code beta_schedule} in scheduler_config.json.
 */
enum BetaSchedule {
  LINEAR("linear") {
    @Override
    float[] betas(double start, double end, int count) {
      return FloatMath.linspace((float) start, (float) end, count);
    }
  },
  /** Latent diffusion's own: linear in the square root. */
  SCALED_LINEAR("scaled_linear") {
    @Override
    float[] betas(double start, double end, int count) {
      float[] roots = FloatMath.linspace((float) Math.sqrt(start), (float) Math.sqrt(end), count);
      return FloatMath.map(roots, root -> root * root);
    }
  },
  /** Nichol and Dhariwal 2021, equation 17. */
  SQUARED_COSINE("squaredcos_cap_v2") {
    @Override
    float[] betas(double start, double end, int count) {
      return ofAlphaBar(count, time -> Math.pow(Math.cos((time + 0.008) / 1.008 * Math.PI / 2), 2));
    }
  },
  EXPONENTIAL("exp") {
    @Override
    float[] betas(double start, double end, int count) {
      return ofAlphaBar(count, time -> Math.exp(-12 * time));
    }
  },
  SIGMOID("sigmoid") {
    @Override
    float[] betas(double start, double end, int count) {
      float range = (float) (end - start);
      return FloatMath.map(
          FloatMath.linspace(-6, 6, count),
          x -> (float) (1 / (1 + Math.exp(-x))) * range + (float) start);
    }
  };

  private static final double MAX_BETA = 0.999;

  private final String label;

  BetaSchedule(String label) {
    this.label = label;
  }

  abstract float[] betas(double start, double end, int count);

  static BetaSchedule ofLabel(String label) {
    return Labels.find(values(), schedule -> schedule.label, label).orElseThrow();
  }

  private static float[] ofAlphaBar(int count, DoubleUnaryOperator alphaBar) {
    float[] betas = new float[count];
    for (int i = 0; i < count; i++) {
      double from = alphaBar.applyAsDouble((double) i / count);
      double to = alphaBar.applyAsDouble((i + 1.0) / count);
      betas[i] = (float) Math.min(1 - to / from, MAX_BETA);
    }
    return betas;
  }
}
