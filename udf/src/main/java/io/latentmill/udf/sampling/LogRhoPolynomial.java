package io.latentmill.udf.sampling;

/**
 * A polynomial in log rho, {@code constant + linear * log rho + square * (log rho)²}, to integrate
 * over rho.
 */
record LogRhoPolynomial(double constant, double linear, double square) {
  /** The Lagrange polynomial that is 1 at one of the last calls, and 0 at the others. */
  static LogRhoPolynomial of(Path path, int call, int order, int one) {
    LogRhoPolynomial product = new LogRhoPolynomial(1, 0, 0);
    double own = Math.log(Deis.rho(path.level(call - one)));
    for (int i = 0; i < order; i++) {
      if (i != one) {
        double root = Math.log(Deis.rho(path.level(call - i)));
        product = product.timesRoot(root, 1 / (own - root));
      }
    }
    return product;
  }

  /** This, of degree 1 at most, times {@code scale * (log rho - root)}. */
  private LogRhoPolynomial timesRoot(double root, double scale) {
    return new LogRhoPolynomial(
        -scale * root * constant, scale * (constant - root * linear), scale * linear);
  }

  double integral(double from, double to) {
    return antiderivative(to) - antiderivative(from);
  }

  /** Integrating p(u) exp(u) in parts gives exp(u) (p - p' + p''). */
  private double antiderivative(double rho) {
    double u = Math.log(rho);
    double value = constant + linear * u + square * u * u;
    double slope = linear + 2 * square * u;
    return rho * (value - slope + 2 * square);
  }
}
