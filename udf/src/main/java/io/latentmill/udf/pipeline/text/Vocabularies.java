package io.latentmill.udf.pipeline.text;

import ai.djl.ndarray.NDManager;
import io.latentmill.udf.model.ModelConfig;
import io.latentmill.udf.pipeline.load.RowFiles;
import io.latentmill.udf.pipeline.text.Vocabulary.Word;
import io.latentmill.udf.request.Embedding;
import io.latentmill.udf.weights.EmbeddingFile;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;

/**
 * The text encoders' vocabularies, one set for each list of embeddings that rows ask for; the most
 * recent ones are kept.
 */
final class Vocabularies implements AutoCloseable {
  private static final int KEPT = 32;

  private final ModelConfig config;
  private final List<TextEncoder> encoders;
  private final NDManager manager;
  private final RowFiles files;
  private final Configuration configuration;
  private final Map<List<Embedding>, List<Vocabulary>> known =
      new LinkedHashMap<>(2 * KEPT, 0.75f, true);
  private Map<String, EmbeddingFile> shared = Map.of();

  Vocabularies(
      ModelConfig config,
      List<TextEncoder> encoders,
      NDManager manager,
      RowFiles files,
      Configuration configuration) {
    this.config = config;
    this.encoders = encoders;
    this.manager = manager;
    this.files = files;
    this.configuration = configuration;
  }

  /** One vocabulary for each text encoder; valid until {@link #trim}. */
  List<Vocabulary> get(List<Embedding> embeddings) {
    List<Vocabulary> vocabularies = known.get(embeddings);
    if (vocabularies == null) {
      vocabularies = open(embeddings);
      known.put(embeddings, vocabularies);
    }
    return vocabularies;
  }

  /** Words that all rows know besides their own. */
  void share(Map<String, EmbeddingFile> words) {
    if (!words.isEmpty() || !shared.isEmpty()) {
      close();
      shared = words;
    }
  }

  private List<Vocabulary> open(List<Embedding> embeddings) {
    List<Word> words = new ArrayList<>();
    Set<String> own = new HashSet<>();
    for (Embedding embedding : embeddings) {
      words.add(new Word(embedding.token(), embedding.path(), read(embedding)));
      own.add(embedding.token());
    }
    shared.forEach(
        (token, file) -> {
          if (!own.contains(token)) {
            words.add(new Word(token, "bundle_emb." + token, file));
          }
        });
    List<Vocabulary> result = new ArrayList<>();
    try {
      for (int i = 0; i < encoders.size(); i++) {
        TextEncoder encoder = encoders.get(i);
        result.add(
            words.isEmpty()
                ? Vocabulary.plain(manager, encoder)
                : Vocabulary.with(manager, encoder, config.encoders().get(i).encoder(), words));
      }
      return result;
    } catch (RuntimeException e) {
      result.forEach(Vocabulary::close);
      throw e;
    }
  }

  private EmbeddingFile read(Embedding embedding) {
    return files.open(
        "embeddings", embedding.path(), path -> EmbeddingFile.read(path, configuration));
  }

  /** Frees what was not used recently. */
  void trim() {
    Iterator<List<Vocabulary>> oldest = known.values().iterator();
    while (known.size() > KEPT) {
      oldest.next().forEach(Vocabulary::close);
      oldest.remove();
    }
  }

  @Override
  public void close() {
    known.values().forEach(set -> set.forEach(Vocabulary::close));
    known.clear();
  }
}
