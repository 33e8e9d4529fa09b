package io.latentmill.udf.sampling;

import ai.djl.ndarray.NDArray;
import io.latentmill.udf.request.Labels;
import io.latentmill.udf.sampling.algebra.Linear;
import io.latentmill.udf.sampling.schedule.NoiseLevel;
import java.util.ArrayList;
import java.util.List;

/**
 * One step of an exponential integrator from a noise level to another (Lu et al. 2022, DPM-Solver
 * and DPM-Solver++): exact in the linear part of the equation, a polynomial in lambda for the
 * network's part. The polynomial is given by its value at the start and by scaled first and second
 * derivatives; this class knows their coefficients.
 */
record Integrator(Algorithm algorithm, boolean heun, NoiseLevel from, NoiseLevel to) {
  /** What is integrated. */
  enum Algorithm {
    /** The predicted noise. */
    NOISE("dpmsolver"),
    /** The predicted original. */
    ORIGINAL("dpmsolver++"),
    /** The predicted original, in the reverse stochastic equation: every step adds noise. */
    STOCHASTIC("sde-dpmsolver++");

    private final String label;

    Algorithm(String label) {
      this.label = label;
    }

    static Algorithm ofLabel(String label) {
      return Labels.find(values(), algorithm -> algorithm.label, label).orElseThrow();
    }
  }

  /** Lambda's growth over the step; infinite where the step ends without noise. */
  double growth() {
    return to.lambda() - from.lambda();
  }

  /** The growth as the polynomial's exponential sees it. */
  private double exponent() {
    return switch (algorithm) {
      case NOISE -> -growth();
      case ORIGINAL -> growth();
      case STOCHASTIC -> 2 * growth();
    };
  }

  private double decay() {
    return Math.expm1(-exponent());
  }

  private double scale() {
    return algorithm == Algorithm.NOISE ? to.sigma() : to.alpha();
  }

  /** The coefficient of the sample. */
  double sample() {
    return switch (algorithm) {
      case NOISE -> to.alpha() / from.alpha();
      case ORIGINAL -> to.sigma() / from.sigma();
      case STOCHASTIC -> to.sigma() / from.sigma() * Math.exp(-growth());
    };
  }

  /** The coefficient of the value. */
  double value() {
    return -scale() * decay();
  }

  /** The coefficient of the first derivative in a step of order 2. */
  double slope() {
    return heun ? exactSlope() : value() / 2;
  }

  /** The coefficient of the first derivative in a step of order 3. */
  double exactSlope() {
    return scale() * (decay() / exponent() + 1);
  }

  /** The coefficient of the second derivative; the stochastic one has the reference's sign. */
  double curvature() {
    double half = algorithm == Algorithm.STOCHASTIC ? 0.5 : -0.5;
    return -scale() * ((decay() + exponent()) / (exponent() * exponent()) + half);
  }

  /** The sample's own term, and that of fresh noise for the stochastic algorithm. */
  List<Linear.Term> ownTerms(NDArray sample, Noise noise) {
    List<Linear.Term> terms = new ArrayList<>();
    terms.add(Linear.term(sample(), sample));
    if (algorithm == Algorithm.STOCHASTIC) {
      double deviation = to.sigma() * Math.sqrt(-Math.expm1(-2 * growth()));
      terms.add(Linear.term(deviation, noise.next()));
    }
    return terms;
  }
}
