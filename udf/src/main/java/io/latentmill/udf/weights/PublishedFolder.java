package io.latentmill.udf.weights;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The configurations that a family was published with, kept as resources beside this class. All
 * families read text with CLIP's one vocabulary.
 *
 * @param family the name of the resources' folder
 */
record PublishedFolder(String family) implements ModelFolder {
  private static final Pattern VOCABULARY =
      Pattern.compile("tokenizer(_2)?/(vocab\\.json|merges\\.txt)");

  @Override
  public Optional<String> text(String relativePath) {
    try (InputStream stream = PublishedFolder.class.getResourceAsStream(resource(relativePath))) {
      return stream == null
          ? Optional.empty()
          : Optional.of(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String resource(String relativePath) {
    Matcher vocabulary = VOCABULARY.matcher(relativePath);
    return vocabulary.matches()
        ? "published/clip/" + vocabulary.group(2)
        : "published/" + family + "/" + relativePath;
  }

  @Override
  public String describe(String relativePath) {
    return "the published " + family + "'s " + relativePath;
  }
}
