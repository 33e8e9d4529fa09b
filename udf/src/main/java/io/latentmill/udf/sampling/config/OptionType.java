package io.latentmill.udf.sampling.config;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * The values an option takes.
 *
 * @param description completes "… is not"
 * @param canonical makes spellings of one value equal
 * @param accepts canonical values
 * @param none what JSON's null stands for; empty: null is malformed
 */
record OptionType(
    String description,
    UnaryOperator<String> canonical,
    Predicate<String> accepts,
    Optional<String> none) {

  private static final Pattern DECIMAL =
      Pattern.compile("[-+]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][-+]?[0-9]{1,9})?|[-+]?Infinity");

  static final OptionType FLAG =
      new OptionType(
          "true or false",
          text -> text.toLowerCase(Locale.ROOT),
          text -> text.equals("true") || text.equals("false"),
          Optional.of("false"));

  static final OptionType NUMBER =
      new OptionType(
          "a number", OptionType::plain, text -> parse(text).isPresent(), Optional.empty());

  /** A number in 0..1. */
  static final OptionType SHARE =
      new OptionType(
          "a number in 0..1",
          OptionType::plain,
          text -> parse(text).filter(number -> number >= 0 && number <= 1).isPresent(),
          Optional.empty());

  static final OptionType NUMBERS =
      new OptionType(
          "a list of numbers",
          text -> text.replaceAll("[\\[\\]\\s]", ""),
          text -> Arrays.stream(text.split(",", -1)).allMatch(NUMBER.accepts),
          Optional.empty());

  static final OptionType WHOLE_NUMBERS =
      new OptionType(
          "a list of whole numbers",
          NUMBERS.canonical,
          text -> Arrays.stream(text.split(",", -1)).allMatch(part -> part.matches("[0-9]{1,9}")),
          Optional.empty());

  static OptionType whole(int min, int max) {
    return new OptionType(
        "a whole number in " + min + ".." + max,
        UnaryOperator.identity(),
        text ->
            text.matches("[0-9]{1,9}")
                && Integer.parseInt(text) >= min
                && Integer.parseInt(text) <= max,
        Optional.empty());
  }

  static OptionType choice(String... labels) {
    List<String> choices = List.of(labels);
    return new OptionType(
        choices.size() == 1 ? choices.get(0) : "one of " + String.join(", ", choices),
        UnaryOperator.identity(),
        choices::contains,
        Optional.empty());
  }

  /** The same, with values of other samplers' that stand for one of these. */
  OptionType withAliases(Map<String, String> aliases) {
    return new OptionType(description, text -> aliases.getOrDefault(text, text), accepts, none);
  }

  /** The same, or nothing, which is the empty text. */
  OptionType optional() {
    return new OptionType(
        description, canonical, text -> text.isEmpty() || accepts.test(text), Optional.of(""));
  }

  /** The canonical spelling; empty if the value is malformed. */
  Optional<String> read(String text) {
    return Optional.of(canonical.apply(text)).filter(accepts);
  }

  /** Numbers without exponent and trailing zeros; what isn't a finite number is left alone. */
  private static String plain(String text) {
    return parse(text)
        .filter(Double::isFinite)
        .map(number -> BigDecimal.valueOf(number).stripTrailingZeros().toPlainString())
        .orElse(text);
  }

  private static Optional<Double> parse(String text) {
    return DECIMAL.matcher(text).matches()
        ? Optional.of(Double.parseDouble(text))
        : Optional.empty();
  }
}
