package io.latentmill.udf.text;

import io.latentmill.udf.request.LatentmillException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Compel's weights: behind a word, {@code +} is 1.1 and {@code -} 0.9, repeated ones multiply;
 * behind words in parentheses or double quotes, a number is the weight itself. A single sign inside
 * a word ({@code t-shirt}) belongs to it; a backslash makes the sign or bracket after it literal; a
 * bracket without its partner is literal. Compel's functions (blend, and, swap, …) are refused.
 */
final class CompelSyntax {
  private static final double STRONGER = 1.1;
  private static final double WEAKER = 0.9;
  private static final String MEANINGFUL = "()\",.+-=";
  private static final Pattern NUMBER = Pattern.compile("\\d+\\.\\d+|\\.\\d+|\\d+");

  private static final Pattern REFUSED =
      Pattern.compile("\\.(?:swap|blend|and|add|attend)\\(|\\b(?:use|with)Lora\\(");

  /** A bracket that may find its partner: the piece that shows it, until then. */
  private record Bracket(char kind, int piece) {}

  private final String prompt;
  private final List<String> pieces = new ArrayList<>();
  private final WeightRanges ranges = new WeightRanges();
  private final Deque<Bracket> brackets = new ArrayDeque<>();
  private final StringBuilder pending = new StringBuilder();
  private int word;
  private boolean literal;
  private int at;

  private CompelSyntax(String prompt) {
    this.prompt = prompt;
  }

  static List<PromptPart> parse(String prompt) {
    Matcher refused = REFUSED.matcher(prompt);
    if (refused.find()) {
      throw LatentmillException.user(
          "prompt_syntax compel: \"%s\" is not supported", refused.group());
    }
    CompelSyntax syntax = new CompelSyntax(prompt);
    while (syntax.at < prompt.length()) {
      syntax.readOne();
    }
    return syntax.finish();
  }

  private void readOne() {
    char c = prompt.charAt(at++);
    if (Character.isWhitespace(c)) {
      pending.append(c);
      startWord();
    } else if (c == '\\') {
      pending.append(isMeaningful(at) ? prompt.charAt(at++) : c);
    } else if (literal || beginsLiteral(c)) {
      literal = true;
      pending.append(c);
    } else {
      readMeaning(c);
    }
  }

  private void startWord() {
    word = pending.length();
    literal = false;
  }

  /** Outside brackets, a word that goes on behind punctuation or a bracket has no weight. */
  private boolean beginsLiteral(char c) {
    boolean punctuation = ",.=".indexOf(c) >= 0;
    boolean bracketInWord = "(\"".indexOf(c) >= 0 && word < pending.length();
    return brackets.isEmpty() && (punctuation || bracketInWord);
  }

  private void readMeaning(char c) {
    switch (c) {
      case '(' -> open(c);
      case ')' -> close('(', c);
      case '"' -> {
        if (!brackets.isEmpty() && brackets.peek().kind() == c) {
          close(c, c);
        } else {
          open(c);
        }
      }
      case '+', '-' -> sign(c);
      case ',', '.', '=' -> {
        pending.append(c);
        startWord();
      }
      default -> pending.append(c);
    }
  }

  private boolean isMeaningful(int position) {
    return position < prompt.length() && MEANINGFUL.indexOf(prompt.charAt(position)) >= 0;
  }

  private void open(char bracket) {
    flush();
    brackets.push(new Bracket(bracket, pieces.size()));
    pieces.add(String.valueOf(bracket));
  }

  private void close(char opening, char closing) {
    flush();
    if (brackets.stream().noneMatch(bracket -> bracket.kind() == opening)) {
      pieces.add(String.valueOf(closing));
      return;
    }
    while (brackets.peek().kind() != opening) {
      brackets.pop();
    }
    Bracket partner = brackets.pop();
    // Brackets part words, as a space does.
    pieces.set(partner.piece(), " ");
    ranges.add(partner.piece() + 1, pieces.size(), factor());
    pieces.add(" ");
  }

  /** The factor behind a closing bracket: signs, a number, or nothing. */
  private double factor() {
    if (at < prompt.length() && "+-".indexOf(prompt.charAt(at)) >= 0) {
      char sign = prompt.charAt(at);
      return power(sign, signs(sign));
    }
    Matcher number = NUMBER.matcher(prompt).region(at, prompt.length());
    if (number.lookingAt()) {
      at = number.end();
      return Double.parseDouble(number.group());
    }
    return 1;
  }

  /** Skips a run of one sign; returns how many there were. */
  private int signs(char sign) {
    int start = at;
    while (at < prompt.length() && prompt.charAt(at) == sign) {
      at++;
    }
    return at - start;
  }

  private static double power(char sign, int count) {
    return Math.pow(sign == '+' ? STRONGER : WEAKER, count);
  }

  private void sign(char sign) {
    int count = 1 + signs(sign);
    boolean ends = at == prompt.length() || isMeaningful(at);
    boolean weight = count > 1 || ends || Character.isWhitespace(prompt.charAt(at));
    if (word == pending.length() || !weight) {
      pending.append(String.valueOf(sign).repeat(count));
      return;
    }
    String weighted = pending.substring(word);
    pending.setLength(word);
    flush();
    ranges.add(pieces.size(), pieces.size() + 1, power(sign, count));
    pieces.add(weighted);
  }

  private void flush() {
    if (!pending.isEmpty()) {
      pieces.add(pending.toString());
    }
    pending.setLength(0);
    startWord();
  }

  private List<PromptPart> finish() {
    flush();
    double[] weights = ranges.products(pieces.size());
    List<PromptPart> parts = new ArrayList<>();
    for (int i = 0; i < weights.length; i++) {
      parts.add(new PromptPart.Text(pieces.get(i), weights[i]));
    }
    return PromptPart.joined(parts);
  }
}
