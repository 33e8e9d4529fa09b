package io.latentmill.udf.text;

import io.latentmill.udf.GoldenTensors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Tokenizer folders of {@code goldens/}. */
final class Tokenizers {
  /** Ids in a sequence of CLIP's. */
  static final int LENGTH = 77;

  /** Tokens of text in it. */
  static final int TEXT_LENGTH = LENGTH - 2;

  private Tokenizers() {}

  /** Opens {@code goldens/RELATIVE}; the caller closes it. */
  static ClipTokenizer open(String relative) {
    return ClipTokenizer.of(files(relative), LENGTH);
  }

  static TokenizerFiles files(String relative) {
    Map<String, byte[]> contents = new HashMap<>();
    for (String name : TokenizerFiles.NAMES) {
      Path file = GoldenTensors.folder().resolve(relative).resolve(name);
      if (Files.exists(file)) {
        try {
          contents.put(name, Files.readAllBytes(file));
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
    return new TokenizerFiles(relative, contents);
  }
}
