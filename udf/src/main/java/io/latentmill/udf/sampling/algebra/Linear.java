package io.latentmill.udf.sampling.algebra;

import ai.djl.ndarray.NDArray;
import io.latentmill.udf.request.LatentmillException;
import java.util.ArrayList;
import java.util.List;

/** Linear combinations of float32 arrays with coefficients from the host. */
public final class Linear {
  private Linear() {}

  /** One summand. */
  public record Term(double coefficient, NDArray array) {
    public Term {
      if (!Double.isFinite(coefficient)) {
        throw LatentmillException.user(
            "The sampler's options give no finite step: a coefficient is %s", coefficient);
      }
    }
  }

  /** One summand. */
  public static Term term(double coefficient, NDArray array) {
    return new Term(coefficient, array);
  }

  /** As {@link #combine(List)}. */
  public static NDArray combine(Term... terms) {
    return combine(List.of(terms));
  }

  /** A new array, on the manager of the first term's; zero terms are left out. */
  public static NDArray combine(List<Term> terms) {
    NDArray sum = scaled(terms.get(0));
    for (Term term : terms.subList(1, terms.size())) {
      if (term.coefficient != 0) {
        try (NDArray summand = scaled(term)) {
          sum.addi(summand);
        }
      }
    }
    return sum;
  }

  /** The sum of the arrays, each with its weight. */
  public static NDArray weighted(List<NDArray> arrays, double... weights) {
    return combine(terms(arrays, weights));
  }

  /** Terms of as many arrays as there are weights. */
  public static List<Term> terms(List<NDArray> arrays, double... weights) {
    List<Term> terms = new ArrayList<>();
    for (int i = 0; i < weights.length; i++) {
      terms.add(new Term(weights[i], arrays.get(i)));
    }
    return terms;
  }

  private static NDArray scaled(Term term) {
    return term.array.mul((float) term.coefficient);
  }
}
