package io.latentmill.udf.weights.lora;

import io.latentmill.udf.weights.EmbeddingFile;
import io.latentmill.udf.weights.SafetensorsFile;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Textual inversions that stand in a LoRA's file, as trainers write them: {@code
 * bundle_emb.WORD.string_to_param.*}, {@code bundle_emb.WORD.clip_l}. The word is the file's.
 */
final class BundledEmbeddings {
  private static final String PREFIX = "bundle_emb.";

  private BundledEmbeddings() {}

  static boolean isOne(String tensor) {
    return tensor.startsWith(PREFIX);
  }

  static Map<String, EmbeddingFile> of(SafetensorsFile file) {
    Map<String, Set<String>> byWord = new LinkedHashMap<>();
    for (String name : file.names()) {
      if (isOne(name) && name.indexOf('.', PREFIX.length()) > 0) {
        String word = name.substring(PREFIX.length(), name.indexOf('.', PREFIX.length()));
        byWord.computeIfAbsent(word, key -> new LinkedHashSet<>()).add(name);
      }
    }
    Map<String, EmbeddingFile> embeddings = new LinkedHashMap<>();
    byWord.forEach(
        (word, names) -> embeddings.put(word, EmbeddingFile.of(file, PREFIX + word + ".", names)));
    return embeddings;
  }
}
