package io.latentmill.udf.text;

import java.util.List;

/**
 * A prompt in sequences that a text encoder takes one by one; the encodings are concatenated along
 * their tokens. Where prompts of different lengths meet (negative prompt, second encoder), the
 * shorter is filled up with {@link ClipTokenizer#emptyChunk()}.
 *
 * @param chunks at least one, at most {@value #MAX_CHUNKS}
 * @param weighting what the weights do; {@link Weighting#NONE} if all of them are 1
 * @param truncated whether the text had more tokens than fit
 */
public record PromptChunks(List<WeightedChunk> chunks, Weighting weighting, boolean truncated) {
  /**
   * Longest prompt in chunks: 2400 tokens of an encoder that takes 75 at once. Longer ones are cut.
   */
  public static final int MAX_CHUNKS = 32;

  public PromptChunks {
    chunks = List.copyOf(chunks);
  }

  /**
   * One sequence.
   *
   * @param ids start, text, end, padding; not copied
   * @param weights one for each id, 1 but for tokens of text; not copied
   */
  public record WeightedChunk(int[] ids, float[] weights) {}
}
