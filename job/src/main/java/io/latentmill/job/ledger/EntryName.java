package io.latentmill.job.ledger;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names a manifest or a plan increment: NUMBER-EPOCH, {@code 000012-3}.
 *
 * @param number of the chunk or of the plan increment, from 0
 * @param epoch of the run that wrote it, from 1
 */
public record EntryName(int number, int epoch) implements Comparable<EntryName> {
  private static final Pattern FORM = Pattern.compile("(\\d{6,9})-(\\d{1,9})");
  private static final Comparator<EntryName> ORDER =
      Comparator.comparingInt(EntryName::number).thenComparingInt(EntryName::epoch);

  public EntryName {
    if (number < 0 || epoch < 1) {
      throw new IllegalArgumentException(
          "Cannot name an entry: number %d, epoch %d".formatted(number, epoch));
    }
  }

  /** Reads NUMBER-EPOCH; empty for any other text. */
  public static Optional<EntryName> parse(String text) {
    Matcher matcher = FORM.matcher(text);
    return matcher.matches()
        ? Optional.of(
            new EntryName(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2))))
        : Optional.empty();
  }

  /** As {@link #parse}, for text that is known to be a name. */
  @JsonCreator
  public static EntryName of(String text) {
    return parse(text)
        .orElseThrow(
            () -> new IllegalArgumentException("Cannot read entry name %s".formatted(text)));
  }

  @Override
  public int compareTo(EntryName other) {
    return ORDER.compare(this, other);
  }

  @JsonValue
  @Override
  public String toString() {
    return "%06d-%d".formatted(number, epoch);
  }
}
