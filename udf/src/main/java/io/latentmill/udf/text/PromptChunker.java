package io.latentmill.udf.text;

import io.latentmill.udf.text.PromptChunks.WeightedChunk;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

/** Fills chunks, of 75 tokens for most encoders, with the parts of a prompt. */
final class PromptChunker {
  /**
   * How many tokens behind a comma move on together when a chunk is full in the middle of a phrase:
   * A1111's default.
   */
  private static final int BACKTRACK = 20;

  private final ClipTokenizer tokenizer;
  private final OptionalInt comma;
  private final List<WeightedChunk> chunks = new ArrayList<>();
  private final int textLength;
  private final int[] ids;
  private final float[] weights;
  private int length;
  private int lastComma = -1;
  private boolean truncated;

  /**
   * Starts an empty prompt.
   *
   * @param comma the id behind which a full chunk is broken rather than inside a phrase
   */
  PromptChunker(ClipTokenizer tokenizer, OptionalInt comma) {
    this.tokenizer = tokenizer;
    this.comma = comma;
    this.textLength = tokenizer.textLength();
    this.ids = new int[textLength];
    this.weights = new float[textLength];
  }

  PromptChunks chunk(List<PromptPart> parts, Weighting weighting) {
    boolean weighted = false;
    for (PromptPart part : parts) {
      if (isFull()) {
        truncated = true;
        break;
      }
      if (part instanceof PromptPart.Text text) {
        weighted |= (float) text.weight() != 1;
        addText(text);
      } else {
        finishChunk();
      }
    }
    if (!isFull() && (length > 0 || chunks.isEmpty())) {
      finishChunk();
    }
    return new PromptChunks(chunks, weighted ? weighting : Weighting.NONE, truncated);
  }

  private boolean isFull() {
    return chunks.size() == PromptChunks.MAX_CHUNKS;
  }

  private void addText(PromptPart.Text text) {
    int room = (PromptChunks.MAX_CHUNKS - chunks.size()) * textLength;
    for (int id : tokenizer.textIds(text.text(), room + 1)) {
      if (isFull()) {
        truncated = true;
        return;
      }
      add(id, (float) text.weight());
    }
  }

  private void add(int id, float weight) {
    if (comma.isPresent() && id == comma.getAsInt()) {
      lastComma = length;
    } else if (length == textLength && lastComma >= 0 && length - lastComma <= BACKTRACK) {
      finishChunkAt(lastComma + 1);
    }
    if (length == textLength) {
      finishChunk();
    }
    if (isFull()) {
      truncated = true;
      return;
    }
    ids[length] = id;
    weights[length++] = weight;
  }

  private void finishChunk() {
    finishChunkAt(length);
  }

  /** Closes a chunk of that many tokens; what is left begins the next one. */
  private void finishChunkAt(int size) {
    float[] all = new float[tokenizer.length()];
    Arrays.fill(all, 1);
    System.arraycopy(weights, 0, all, 1, size);
    chunks.add(new WeightedChunk(tokenizer.sequence(ids, 0, size), all));
    System.arraycopy(ids, size, ids, 0, length - size);
    System.arraycopy(weights, size, weights, 0, length - size);
    length -= size;
    lastComma = -1;
  }
}
