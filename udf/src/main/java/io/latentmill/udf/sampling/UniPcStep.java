package io.latentmill.udf.sampling;

import ai.djl.ndarray.NDArray;
import io.latentmill.udf.sampling.algebra.Linear;
import io.latentmill.udf.sampling.schedule.NoiseLevel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.LUDecomposition;
import org.apache.commons.math3.linear.MatrixUtils;

/**
 * One step of the unified predictor-corrector (Zhao et al. 2023, equations 3 and 8): the exact
 * solution for a constant output, and a weighted sum of the differences between other outputs and
 * the one at the start.
 *
 * @param positions where the other outputs lie, in units of the step's lambda: those before the
 *     step, and 1, its end
 */
record UniPcStep(Variant variant, NoiseLevel from, NoiseLevel to, List<Double> positions) {
  /** A system without a solution gives infinite weights, which {@link Linear} refuses. */
  private static final double NEVER_SINGULAR = 0;

  /**
   * What is integrated, and how.
   *
   * @param original the predicted original, else the predicted noise
   * @param plain B(h) = h, else exp(h) - 1
   */
  record Variant(boolean original, boolean plain) {}

  static UniPcStep of(Variant variant, Path path, int call, int order) {
    NoiseLevel from = path.level(call);
    NoiseLevel to = path.level(call + 1);
    double growth = to.lambda() - from.lambda();
    List<Double> positions = new ArrayList<>();
    for (int i = 1; i < order; i++) {
      positions.add((path.level(call - i).lambda() - from.lambda()) / growth);
    }
    positions.add(1.0);
    return new UniPcStep(variant, from, to, positions);
  }

  private double exponent() {
    double growth = to.lambda() - from.lambda();
    return variant.original ? -growth : growth;
  }

  private double scale() {
    return variant.original ? to.alpha() : to.sigma();
  }

  private double b() {
    return variant.plain ? exponent() : Math.expm1(exponent());
  }

  /** Weights of the outputs before the step; the reference sets that of order 2 to 1/2. */
  double[] predictorWeights() {
    int others = positions.size() - 1;
    return others == 1 ? new double[] {0.5} : weights(others);
  }

  /** Weights of the outputs before the step and of the one at its end. */
  double[] correctorWeights() {
    return positions.size() == 1 ? new double[] {0.5} : weights(positions.size());
  }

  /** Solves the paper's conditions of order for the first of the other outputs. */
  private double[] weights(int count) {
    if (count == 0) {
      return new double[0];
    }
    double[][] rows = new double[count][count];
    double[] right = new double[count];
    double phi = Math.expm1(exponent()) / exponent() - 1;
    double factorial = 1;
    for (int i = 0; i < count; i++) {
      for (int j = 0; j < count; j++) {
        rows[i][j] = Math.pow(positions.get(j), i);
      }
      right[i] = phi * factorial / b();
      factorial *= i + 2;
      phi = phi / exponent() - 1 / factorial;
    }
    return new LUDecomposition(MatrixUtils.createRealMatrix(rows), NEVER_SINGULAR)
        .getSolver()
        .solve(new ArrayRealVector(right, false))
        .toArray();
  }

  /**
   * The summands of the sample at the step's end.
   *
   * @param outputs the one at the start, and the others as {@link #positions} names them
   */
  List<Linear.Term> terms(NDArray sample, List<NDArray> outputs, double[] weights) {
    double own = variant.original ? to.sigma() / from.sigma() : to.alpha() / from.alpha();
    double[] coefficients = new double[weights.length + 1];
    coefficients[0] = -scale() * Math.expm1(exponent());
    for (int i = 0; i < weights.length; i++) {
      coefficients[i + 1] = -scale() * b() * weights[i] / positions.get(i);
    }
    coefficients[0] -= Arrays.stream(coefficients).skip(1).sum();
    List<Linear.Term> terms = new ArrayList<>();
    terms.add(Linear.term(own, sample));
    terms.addAll(Linear.terms(outputs, coefficients));
    return terms;
  }
}
