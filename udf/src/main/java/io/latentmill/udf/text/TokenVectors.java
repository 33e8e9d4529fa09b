package io.latentmill.udf.text;

import io.latentmill.udf.request.LatentmillException;

/**
 * A word added to the vocabulary by textual inversion.
 *
 * @param token the word in prompts; matched in any case, anywhere in the text
 * @param vectors how many ids it stands for, one after another
 */
public record TokenVectors(String token, int vectors) {
  /** Characters of the longest token: bounds how much of a long prompt must be looked at. */
  static final int MAX_LENGTH = 128;

  public TokenVectors {
    if (token.isBlank() || token.length() > MAX_LENGTH) {
      throw LatentmillException.user(
          "embedding token \"%s\" is blank or longer than %d characters", token, MAX_LENGTH);
    }
    if (vectors < 1) {
      throw LatentmillException.user("embedding token \"%s\" has %d vectors", token, vectors);
    }
  }

  /** The name of a vector's own word, as diffusers names it: {@code token}, {@code token_1}, … */
  String word(int vector) {
    return vector == 0 ? token : token + "_" + vector;
  }
}
