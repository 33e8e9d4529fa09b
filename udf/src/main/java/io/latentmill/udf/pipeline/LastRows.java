package io.latentmill.udf.pipeline;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;

/** The last rows of arrays: the conditional half of a guided batch, or all. */
final class LastRows {
  private LastRows() {}

  /** An array of fewer rows serves all rows as it is. */
  static NDArray of(NDArray array, long rows) {
    long count = array.getShape().get(0);
    return count <= rows ? array : array.get(new NDIndex().addSliceDim(count - rows, count));
  }

  static NDList of(NDList arrays, long rows) {
    NDList result = new NDList(arrays.size());
    for (NDArray array : arrays) {
      result.add(of(array, rows));
    }
    return result;
  }
}
