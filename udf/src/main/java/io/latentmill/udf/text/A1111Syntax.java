package io.latentmill.udf.text;

import io.latentmill.udf.request.LatentmillException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A1111's (stable-diffusion-webui's) attention weights: {@code (x)} is 1.1, {@code (x:1.3)} 1.3,
 * {@code [x]} 1/1.1, nested ones multiply; a backslash makes the bracket after it literal; what is
 * never closed reaches to the end; {@code BREAK} begins a chunk. Prompt editing, alternation,
 * {@code AND} and {@code <lora:…>} are refused, since reading them as text would change the image
 * in silence.
 */
final class A1111Syntax {
  private static final double STRONGER = 1.1;
  private static final double WEAKER = 1 / 1.1;

  private static final Pattern TOKENS =
      Pattern.compile(
          "\\\\[()\\[\\]\\\\]?|[(\\[)\\]]|:\\s*+([+-]?[.\\d]++)\\s*+\\)|[^\\\\()\\[\\]:]++|:");

  private static final Pattern BREAK = Pattern.compile("\\bBREAK\\b");

  private static final Pattern REFUSED =
      Pattern.compile(
          "<(?:lora|lyco|hypernet):[^<>]*+>?|\\bAND\\b"
              + "|(?<!\\\\)\\[[^\\[\\]|]*+\\||:\\s*+[.\\d]++\\s*+\\]");

  private final List<PromptPart> parts = new ArrayList<>();
  private final WeightRanges round = new WeightRanges();
  private final WeightRanges square = new WeightRanges();

  private A1111Syntax() {}

  static List<PromptPart> parse(String prompt) {
    Matcher refused = REFUSED.matcher(prompt);
    if (refused.find()) {
      throw LatentmillException.user(
          "prompt_syntax a1111: \"%s\" is not supported%s",
          abridged(refused.group()),
          refused.group().startsWith("<")
              ? "; name the file in the column loras: struct(path, scale)"
              : "");
    }
    A1111Syntax syntax = new A1111Syntax();
    Matcher tokens = TOKENS.matcher(prompt);
    while (tokens.find()) {
      syntax.read(tokens.group(), tokens.group(1));
    }
    return syntax.finish();
  }

  private static String abridged(String text) {
    return text.length() <= 40 ? text : text.substring(0, 40) + "…";
  }

  private void read(String token, String weight) {
    if (token.startsWith("\\")) {
      add(token.substring(1));
    } else if (token.equals("(")) {
      round.open(parts.size());
    } else if (token.equals("[")) {
      square.open(parts.size());
    } else if (weight != null && round.isOpen()) {
      round.close(parts.size(), number(weight));
    } else if (token.equals(")") && round.isOpen()) {
      round.close(parts.size(), STRONGER);
    } else if (token.equals("]") && square.isOpen()) {
      square.close(parts.size(), WEAKER);
    } else {
      addWithBreaks(token);
    }
  }

  private static double number(String weight) {
    try {
      return Double.parseDouble(weight);
    } catch (NumberFormatException e) {
      throw LatentmillException.user("prompt_syntax a1111: weight \"%s\" is no number", weight);
    }
  }

  private void addWithBreaks(String text) {
    int start = 0;
    Matcher breaks = BREAK.matcher(text);
    while (breaks.find()) {
      add(text.substring(start, breaks.start()));
      parts.add(new PromptPart.Break());
      start = breaks.end();
    }
    add(text.substring(start));
  }

  private void add(String text) {
    parts.add(new PromptPart.Text(text, 1));
  }

  private List<PromptPart> finish() {
    while (round.isOpen()) {
      round.close(parts.size(), STRONGER);
    }
    while (square.isOpen()) {
      square.close(parts.size(), WEAKER);
    }
    double[] inRound = round.products(parts.size());
    double[] inSquare = square.products(parts.size());
    List<PromptPart> weighted = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      weighted.add(
          parts.get(i) instanceof PromptPart.Text text
              ? new PromptPart.Text(text.text(), inRound[i] * inSquare[i])
              : parts.get(i));
    }
    return PromptPart.joined(weighted);
  }
}
