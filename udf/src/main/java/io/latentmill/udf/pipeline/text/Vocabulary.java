package io.latentmill.udf.pipeline.text;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.latentmill.udf.request.LatentmillException;
import io.latentmill.udf.text.ClipTokenizer;
import io.latentmill.udf.text.TokenVectors;
import io.latentmill.udf.weights.Component;
import io.latentmill.udf.weights.EmbeddingFile;
import io.latentmill.udf.weights.EmbeddingFile.Vectors;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The words one text encoder knows: those of its tokenizer, and with textual inversion (Gal et al.
 * 2022) more.
 *
 * @param tokenizer closed with this, if it was made for it
 * @param vectors of the additional words, [K, C] float32
 */
record Vocabulary(ClipTokenizer tokenizer, NDArray vectors, boolean owned)
    implements AutoCloseable {

  /**
   * An additional word.
   *
   * @param origin of its vectors, for messages
   */
  record Word(String token, String origin, EmbeddingFile file) {}

  /** The tokenizer's own words. */
  static Vocabulary plain(NDManager manager, TextEncoder encoder) {
    int width = encoder.encoder().config().channels();
    NDArray none = manager.zeros(new Shape(0, width), DataType.FLOAT32);
    return new Vocabulary(encoder.tokenizer(), none, false);
  }

  /**
   * With more words, as far as they have vectors for this encoder.
   *
   * @throws LatentmillException naming the file that is not made for the model
   */
  static Vocabulary with(
      NDManager manager, TextEncoder encoder, Component component, List<Word> words) {
    int width = encoder.encoder().config().channels();
    List<TokenVectors> tokens = new ArrayList<>();
    List<float[]> values = new ArrayList<>();
    int count = 0;
    for (Word word : words) {
      Optional<Vectors> own = Optional.ofNullable(word.file().vectors().get(component));
      if (own.isPresent()) {
        Vectors vectors = own.get();
        if (vectors.width() != width) {
          throw LatentmillException.user(
              "embeddings: %s has vectors of %d numbers, the %s takes %d",
              word.origin(), vectors.width(), component.folder(), width);
        }
        tokens.add(new TokenVectors(word.token(), vectors.count()));
        values.add(vectors.values());
        count += vectors.count();
      }
    }
    FloatBuffer all = FloatBuffer.allocate(count * width);
    values.forEach(all::put);
    NDArray array = manager.create(all.flip(), new Shape(count, width));
    int firstId = encoder.encoder().config().vocabulary();
    return new Vocabulary(encoder.tokenizer().withTokens(tokens, firstId), array, true);
  }

  @Override
  public void close() {
    vectors.close();
    if (owned) {
      tokenizer.close();
    }
  }
}
