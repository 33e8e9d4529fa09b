package io.latentmill.udf.weights.lora;

import io.latentmill.udf.weights.TensorInfo;
import java.util.Optional;

/**
 * A matrix as a file holds it: whole, as a product of two, or as a product with a core between
 * them, as Tucker's decomposition of a convolution has it: {@code sum over p, q of left[o, p]
 * core[p, q, h, w] right[q, i]}.
 *
 * @param left [out, rank], or the whole matrix
 * @param right [rank, in], or [rank, in, h, w]; empty: the matrix is whole
 * @param core [rank, rank, h, w]
 * @param isLeftTransposed whether the file holds left as [rank, out]
 */
public record Factors(
    TensorInfo left,
    Optional<TensorInfo> right,
    Optional<TensorInfo> core,
    boolean isLeftTransposed) {

  static Factors whole(TensorInfo matrix) {
    return new Factors(matrix, Optional.empty(), Optional.empty(), false);
  }

  /** The inner dimension; empty of a whole matrix. */
  Optional<Integer> rank() {
    return right.map(tensor -> tensor.shape().length == 0 ? 0 : (int) tensor.shape()[0]);
  }

  /** Rows of the matrix. */
  long rows() {
    return left.shape()[isLeftTransposed ? 1 : 0];
  }

  /**
   * Whether it is a matrix of so many elements that can be multiplied out; one dimension may be
   * folded into another, because a linear layer's change may be stored as a convolution's.
   *
   * @param columns of each row, those of a convolution's kernel included
   * @param kernel the elements of a convolution's kernel
   */
  boolean makes(long rows, long columns, long kernel) {
    if (right.isEmpty()) {
      return left.elements() == rows * columns;
    }
    long rank = rank().orElseThrow();
    long ownColumns = core.isPresent() ? columns / kernel : columns;
    return rank > 0
        && rank <= LoraModule.MAX_RANK
        && left.shape().length >= 2
        && rows() == rows
        && left.elements() == rows * rank
        && right.get().elements() == rank * ownColumns
        && core.stream().allMatch(tensor -> tensor.elements() == rank * rank * kernel);
  }

  /** As messages name it. */
  String describe() {
    return left
        + right.map(tensor -> " and " + tensor).orElse("")
        + core.map(tensor -> " and " + tensor).orElse("");
  }
}
