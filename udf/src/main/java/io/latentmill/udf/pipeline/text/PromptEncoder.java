package io.latentmill.udf.pipeline.text;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.latentmill.udf.model.ModelConfig;
import io.latentmill.udf.pipeline.load.RowFiles;
import io.latentmill.udf.request.GenerationRequest;
import io.latentmill.udf.text.PromptChunks;
import io.latentmill.udf.weights.EmbeddingFile;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/**
 * Encodes prompts, each distinct one once: one by one, so that its numbers do not depend on its
 * neighbours, and remembered, the most recent ones, until the text encoders' weights change. Not
 * thread-safe; its pipeline serialises calls and closes it.
 */
public final class PromptEncoder implements AutoCloseable {
  private static final int REMEMBERED = 256;

  private final ModelConfig config;
  private final List<TextEncoder> encoders;
  private final NDManager manager;
  private final Vocabularies vocabularies;
  private final Map<PromptKey, EncodedPrompt> remembered =
      new LinkedHashMap<>(2 * REMEMBERED, 0.75f, true);

  public PromptEncoder(
      ModelConfig config,
      List<TextEncoder> encoders,
      NDManager manager,
      RowFiles files,
      Configuration configuration) {
    this.config = config;
    this.encoders = encoders;
    this.manager = manager;
    this.vocabularies = new Vocabularies(config, encoders, manager, files, configuration);
  }

  /** The model's text encoders, in its order. */
  public List<TextEncoder> encoders() {
    return encoders;
  }

  /** The encoding of a text; it stays valid until {@link #trim} or {@link #forget}. */
  public EncodedPrompt encode(PromptKey key) {
    EncodedPrompt known = remembered.get(key);
    if (known == null) {
      known = key.text().isPresent() ? encode(key, key.text().get()) : absent(key);
      remembered.put(key, known);
    }
    return known;
  }

  /**
   * How many chunks a row's texts take: both of a guided row, or its prompt alone. Encoded here for
   * the first time, so that a row whose texts are wrong fails alone.
   */
  public int chunks(GenerationRequest row) {
    int positive = encode(PromptKey.positive(row)).chunks();
    int negative = encode(PromptKey.negative(row)).chunks();
    return row.guidance().applies() ? Math.max(positive, negative) : positive;
  }

  /** Frees what was not used recently. Called between batches. */
  public void trim() {
    Iterator<EncodedPrompt> oldest = remembered.values().iterator();
    while (remembered.size() > REMEMBERED) {
      oldest.next().close();
      oldest.remove();
    }
    vocabularies.trim();
  }

  /**
   * Frees everything: the text encoders have changed.
   *
   * @param words that all rows know from now on, with their vectors
   */
  public void forget(Map<String, EmbeddingFile> words) {
    vocabularies.share(words);
    forget();
  }

  private void forget() {
    remembered.values().forEach(EncodedPrompt::close);
    remembered.clear();
  }

  private EncodedPrompt absent(PromptKey key) {
    EncodedPrompt empty = encode(key, "");
    if (!config.zerosForAbsentNegative()) {
      return empty;
    }
    try (empty) {
      return new EncodedPrompt(
          empty.hidden().zerosLike(), empty.pooled().map(NDArray::zerosLike), empty.ids(), false);
    }
  }

  private EncodedPrompt encode(PromptKey key, String text) {
    List<Vocabulary> words = vocabularies.get(key.embeddings());
    List<PromptChunks> prompts = new ArrayList<>();
    for (int i = 0; i < words.size(); i++) {
      String own = i == 0 ? text : key.second().orElse(text);
      prompts.add(words.get(i).tokenizer().chunks(own, key.syntax()));
    }
    int longest = prompts.stream().mapToInt(prompt -> prompt.chunks().size()).max().orElse(1);
    int count = Math.max(longest, key.chunks());
    try (NDManager scope = manager.newSubManager()) {
      NDList hidden = new NDList();
      Optional<NDArray> pooled = Optional.empty();
      for (int i = 0; i < encoders.size(); i++) {
        NDList outputs =
            encoder(i, words.get(i), key.clipSkip()).encode(scope, prompts.get(i), count);
        hidden.add(outputs.get(0));
        pooled = outputs.size() > 1 ? Optional.of(outputs.get(1)) : Optional.empty();
      }
      NDArray whole = NDArrays.concat(hidden, -1);
      whole.attach(manager);
      pooled.ifPresent(array -> array.attach(manager));
      return new EncodedPrompt(
          whole,
          pooled,
          ids(prompts.get(0), words.get(0), count),
          prompts.stream().anyMatch(PromptChunks::truncated));
    }
  }

  private ChunkEncoder encoder(int index, Vocabulary words, int clipSkip) {
    TextEncoder encoder = encoders.get(index);
    int skip = Math.min(clipSkip + config.hiddenSkip(), encoder.encoder().config().layers());
    return new ChunkEncoder(encoder, words, skip, config.finalNorm());
  }

  private static List<int[]> ids(PromptChunks prompt, Vocabulary words, int count) {
    List<int[]> ids = new ArrayList<>();
    prompt.chunks().forEach(chunk -> ids.add(chunk.ids()));
    while (ids.size() < count) {
      ids.add(words.tokenizer().emptyChunk().ids());
    }
    return ids;
  }

  @Override
  public void close() {
    forget();
    vocabularies.close();
    manager.close();
  }
}
