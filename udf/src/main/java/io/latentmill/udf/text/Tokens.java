package io.latentmill.udf.text;

/**
 * A prompt as a text encoder takes it.
 *
 * @param ids [77]: start, at most 75 tokens of text, end, padding; not copied
 * @param truncated whether the text had more tokens than fit
 * @param count ids before the padding, start and end included: 2..77
 */
public record Tokens(int[] ids, boolean truncated, int count) {
  /** Ids in a sequence: the length of CLIP's position table. */
  public static final int LENGTH = 77;

  /** Tokens of text in a sequence: all but start and end. */
  public static final int TEXT_LENGTH = LENGTH - 2;
}
