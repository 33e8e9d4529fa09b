package io.latentmill.udf.text;

import java.util.ArrayList;
import java.util.List;

/** A piece of a prompt whose syntax has been read. */
sealed interface PromptPart {
  /** Literal text of one weight. */
  record Text(String text, double weight) implements PromptPart {}

  /** What follows begins a chunk of its own. */
  record Break() implements PromptPart {}

  /** The same parts with neighbouring texts of equal weight joined, so that words stay whole. */
  static List<PromptPart> joined(List<PromptPart> parts) {
    List<PromptPart> joined = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < parts.size(); i++) {
      if (!(parts.get(i) instanceof Text part)) {
        joined.add(parts.get(i));
        continue;
      }
      text.append(part.text());
      boolean last = i + 1 == parts.size();
      if (last || !(parts.get(i + 1) instanceof Text next) || next.weight() != part.weight()) {
        joined.add(new Text(text.toString(), part.weight()));
        text.setLength(0);
      }
    }
    return joined;
  }
}
