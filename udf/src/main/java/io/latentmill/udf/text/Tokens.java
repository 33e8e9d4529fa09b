package io.latentmill.udf.text;

/**
 * A prompt as a text encoder takes it.
 *
 * @param ids start, as many tokens of text as fit, end, padding; not copied
 * @param truncated whether the text had more tokens than fit
 * @param count ids before the padding, start and end included
 */
public record Tokens(int[] ids, boolean truncated, int count) {}
