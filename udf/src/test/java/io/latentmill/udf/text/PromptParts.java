package io.latentmill.udf.text;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Parsed prompts in one line, for assertions. */
final class PromptParts {
  private PromptParts() {}

  /**
   * Texts without surrounding white space and with four decimals of weight; empty ones left out.
   */
  static String show(List<PromptPart> parts) {
    return parts.stream().map(PromptParts::show).collect(Collectors.joining("")).strip();
  }

  private static String show(PromptPart part) {
    if (!(part instanceof PromptPart.Text text)) {
      return "BREAK ";
    }
    String words = text.text().strip().replaceAll("\\s+", " ");
    return words.isEmpty() ? "" : String.format(Locale.ROOT, "%s@%.4f ", words, text.weight());
  }
}
