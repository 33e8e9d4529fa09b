package io.latentmill.udf.pipeline.text;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * The texts of a batch. Distinct ones stand once; {@code rows} says which one each row takes, the
 * negative prompts of a guided batch first.
 *
 * @param hidden [U, L, C]
 * @param pooled [U, P], of a model that takes one
 * @param rows [N] int64: 2 B of a guided batch, else B
 */
public record BatchText(NDArray hidden, Optional<NDArray> pooled, NDArray rows) {

  /** Collects the texts of all rows; they must have equally many chunks. */
  public static BatchText of(NDManager scope, List<EncodedPrompt> perRow) {
    List<EncodedPrompt> distinct = new ArrayList<>();
    long[] rows = new long[perRow.size()];
    for (int row = 0; row < rows.length; row++) {
      EncodedPrompt prompt = perRow.get(row);
      int index = identityIndex(distinct, prompt);
      if (index < 0) {
        index = distinct.size();
        distinct.add(prompt);
      }
      rows[row] = index;
    }
    return of(scope, distinct, rows);
  }

  /** The same where equal texts mean different things to different rows: each stands for itself. */
  public static BatchText ofEach(NDManager scope, List<EncodedPrompt> perRow) {
    return of(scope, perRow, LongStream.range(0, perRow.size()).toArray());
  }

  private static BatchText of(NDManager scope, List<EncodedPrompt> distinct, long[] rows) {
    NDArray hidden = concat(scope, distinct.stream().map(EncodedPrompt::hidden).toList());
    Optional<NDArray> pooled =
        distinct.get(0).pooled().isEmpty()
            ? Optional.empty()
            : Optional.of(
                concat(scope, distinct.stream().map(p -> p.pooled().orElseThrow()).toList()));
    return new BatchText(hidden, pooled, scope.create(rows));
  }

  /** Records with arrays compare by identity here: a remembered prompt is one object. */
  @SuppressWarnings("ReferenceEquality")
  private static int identityIndex(List<EncodedPrompt> prompts, EncodedPrompt prompt) {
    for (int i = 0; i < prompts.size(); i++) {
      if (prompts.get(i) == prompt) {
        return i;
      }
    }
    return -1;
  }

  private static NDArray concat(NDManager scope, List<NDArray> arrays) {
    NDArray whole = NDArrays.concat(new NDList(arrays));
    whole.attach(scope);
    return whole;
  }

  /** Each row's own pooled embedding, [N, P]. */
  public NDArray pooledRows() {
    return pooled.orElseThrow().get(rows);
  }
}
