package io.latentmill.udf.pipeline;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.latentmill.udf.model.ModelConfig;
import io.latentmill.udf.text.Tokens;
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
final class PromptEncoder implements AutoCloseable {
  private static final int REMEMBERED = 256;

  private final ModelConfig config;
  private final List<TextEncoder> encoders;
  private final NDManager manager;
  private final Vocabularies vocabularies;
  private final Map<PromptKey, EncodedPrompt> remembered =
      new LinkedHashMap<>(2 * REMEMBERED, 0.75f, true);

  PromptEncoder(
      ModelConfig config,
      List<TextEncoder> encoders,
      NDManager manager,
      Configuration configuration) {
    this.config = config;
    this.encoders = encoders;
    this.manager = manager;
    this.vocabularies = new Vocabularies(config, encoders, manager, configuration);
  }

  /** The encoding of a text; it stays valid until {@link #trim} or {@link #forget}. */
  EncodedPrompt encode(PromptKey key) {
    EncodedPrompt known = remembered.get(key);
    if (known == null) {
      known = key.text().isPresent() ? encode(key, key.text().get()) : absent(key);
      remembered.put(key, known);
    }
    return known;
  }

  /** Frees what was not used recently. Called between batches. */
  void trim() {
    Iterator<EncodedPrompt> oldest = remembered.values().iterator();
    while (remembered.size() > REMEMBERED) {
      oldest.next().close();
      oldest.remove();
    }
    vocabularies.trim();
  }

  /** Frees everything: the text encoders have changed. */
  void forget() {
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
    try (NDManager scope = manager.newSubManager()) {
      List<NDArray> hidden = new ArrayList<>();
      Optional<NDArray> pooled = Optional.empty();
      List<Tokens> tokens = new ArrayList<>();
      List<Vocabulary> words = vocabularies.get(key.embeddings());
      for (int i = 0; i < encoders.size(); i++) {
        Tokens own = words.get(i).tokenizer().encode(text);
        tokens.add(own);
        NDList outputs = run(scope, encoders.get(i), words.get(i), own, key.clipSkip());
        hidden.add(outputs.get(0));
        pooled = outputs.size() > 1 ? Optional.of(outputs.get(1)) : Optional.empty();
      }
      NDArray whole = NDArrays.concat(new NDList(hidden), -1);
      whole.attach(manager);
      pooled.ifPresent(array -> array.attach(manager));
      return new EncodedPrompt(
          whole, pooled, List.of(tokens.get(0).ids()), tokens.stream().anyMatch(Tokens::truncated));
    }
  }

  private NDList run(
      NDManager scope, TextEncoder encoder, Vocabulary words, Tokens tokens, int clipSkip) {
    int skip = Math.min(clipSkip + config.hiddenSkip(), encoder.encoder().config().layers());
    NDArray ids = scope.create(toLongs(tokens.ids()), new Shape(1, Tokens.LENGTH));
    NDList outputs = encoder.encoder().forward(scope, ids, words.vectors(), skip);
    if (config.finalNorm()) {
      outputs.set(0, encoder.encoder().finalNorm(scope, outputs.get(0)));
    }
    return outputs;
  }

  private static long[] toLongs(int[] ids) {
    long[] longs = new long[ids.length];
    for (int i = 0; i < ids.length; i++) {
      longs[i] = ids[i];
    }
    return longs;
  }

  @Override
  public void close() {
    forget();
    vocabularies.close();
    manager.close();
  }
}
