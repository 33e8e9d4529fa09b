package io.latentmill.udf.sampling;

/** Solves the small systems of the samplers' coefficients. */
final class LinearSystem {
  private LinearSystem() {}

  /**
   * Gauss-Jordan elimination with partial pivoting.
   *
   * @param rows n rows of n coefficients and the right-hand side; overwritten
   */
  static double[] solve(double[][] rows) {
    int n = rows.length;
    for (int column = 0; column < n; column++) {
      swapPivot(rows, column);
      for (int row = 0; row < n; row++) {
        if (row != column) {
          eliminate(rows[row], rows[column], column);
        }
      }
    }
    double[] solution = new double[n];
    for (int i = 0; i < n; i++) {
      solution[i] = rows[i][n] / rows[i][i];
    }
    return solution;
  }

  private static void swapPivot(double[][] rows, int column) {
    int best = column;
    for (int row = column + 1; row < rows.length; row++) {
      if (Math.abs(rows[row][column]) > Math.abs(rows[best][column])) {
        best = row;
      }
    }
    double[] pivot = rows[best];
    rows[best] = rows[column];
    rows[column] = pivot;
  }

  private static void eliminate(double[] row, double[] pivot, int column) {
    double factor = row[column] / pivot[column];
    for (int i = column; i < row.length; i++) {
      row[i] -= factor * pivot[i];
    }
  }
}
