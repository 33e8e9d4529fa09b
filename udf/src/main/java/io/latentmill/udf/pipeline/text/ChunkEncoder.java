package io.latentmill.udf.pipeline.text;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.latentmill.udf.text.PromptChunks;
import io.latentmill.udf.text.PromptChunks.WeightedChunk;
import io.latentmill.udf.text.Weighting;
import java.util.Arrays;

/**
 * One text encoder at work on prompts in chunks of 77 tokens.
 *
 * @param skip last layers left out
 * @param finalNorm whether the hidden states pass the encoder's final norm
 */
record ChunkEncoder(TextEncoder encoder, Vocabulary words, int skip, boolean finalNorm) {
  /**
   * Encodes every chunk on its own.
   *
   * @param count chunks of the result; those that the prompt lacks are the empty prompt's
   * @return hidden states [1, L count, C] with L the length of a chunk; then, of an encoder with a
   *     projection, the first chunk's text embedding [1, P]
   */
  NDList encode(NDManager scope, PromptChunks prompt, int count) {
    NDList hidden = new NDList();
    NDList pooled = new NDList();
    for (int i = 0; i < count; i++) {
      WeightedChunk chunk =
          i < prompt.chunks().size() ? prompt.chunks().get(i) : words.tokenizer().emptyChunk();
      NDList outputs = run(scope, chunk.ids());
      hidden.add(weighed(scope, outputs.get(0), chunk, prompt.weighting()));
      if (i == 0) {
        pooled.addAll(outputs.subNDList(1));
      }
    }
    NDList result = new NDList(NDArrays.concat(hidden, 1));
    result.addAll(pooled);
    return result;
  }

  private NDArray weighed(
      NDManager scope, NDArray hidden, WeightedChunk chunk, Weighting weighting) {
    if (weighting == Weighting.NONE || isNeutral(chunk.weights())) {
      return hidden;
    }
    float[] values = hidden.toFloatArray();
    float[] empty =
        weighting == Weighting.FROM_EMPTY
            ? run(scope, words.tokenizer().emptyChunk().ids()).get(0).toFloatArray()
            : new float[0];
    weighting.apply(values, empty, chunk.weights());
    return scope.create(values, hidden.getShape());
  }

  private static boolean isNeutral(float[] weights) {
    for (float weight : weights) {
      if (weight != 1) {
        return false;
      }
    }
    return true;
  }

  private NDList run(NDManager scope, int[] tokens) {
    long[] row = Arrays.stream(tokens).asLongStream().toArray();
    NDArray ids = scope.create(row, new Shape(1, row.length));
    NDList outputs = encoder.encoder().forward(scope, ids, words.vectors(), skip);
    if (finalNorm) {
      outputs.set(0, encoder.encoder().finalNorm(scope, outputs.get(0)));
    }
    return outputs;
  }
}
