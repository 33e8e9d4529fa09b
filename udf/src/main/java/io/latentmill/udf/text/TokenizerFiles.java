package io.latentmill.udf.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.latentmill.udf.request.FailureKind;
import io.latentmill.udf.request.LatentmillException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The files of a checkpoint's tokenizer folder. Where they come from is the caller's business.
 *
 * @param subject the folder, for messages
 * @param contents file name to content; not copied
 */
public record TokenizerFiles(String subject, Map<String, byte[]> contents) {
  static final ObjectMapper MAPPER = new ObjectMapper();

  /** The names that are looked at; all of them may be absent but tokenizer.json or the pair. */
  public static final java.util.List<String> NAMES =
      java.util.List.of(
          TokenizerJson.FILE,
          TokenizerJson.VOCABULARY,
          TokenizerJson.MERGES,
          TokenizerJson.ADDED,
          SpecialTokens.CONFIG,
          SpecialTokens.MAP);

  /**
   * The files of a folder that are there.
   *
   * @param reading the text of a file of {@link #NAMES}, empty when there is none
   */
  public static TokenizerFiles of(String subject, Function<String, Optional<String>> reading) {
    Map<String, byte[]> contents = new HashMap<>();
    for (String name : NAMES) {
      reading
          .apply(name)
          .ifPresent(text -> contents.put(name, text.getBytes(StandardCharsets.UTF_8)));
    }
    return new TokenizerFiles(subject, contents);
  }

  Optional<JsonNode> json(String name) {
    byte[] content = contents.get(name);
    if (content == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(MAPPER.readTree(content));
    } catch (IOException e) {
      throw new LatentmillException(
          FailureKind.MODEL, "Cannot read %s in %s: not JSON".formatted(name, subject), e);
    }
  }

  Optional<String> text(String name) {
    return Optional.ofNullable(contents.get(name))
        .map(content -> new String(content, StandardCharsets.UTF_8));
  }

  LatentmillException broken(String name, String reason) {
    return LatentmillException.model("Cannot read %s in %s: %s", name, subject, reason);
  }
}
