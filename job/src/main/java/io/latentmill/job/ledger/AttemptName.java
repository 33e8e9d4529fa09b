package io.latentmill.job.ledger;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names the directories that one attempt at a chunk (or at a plan increment) writes to:
 * NUMBER-EPOCH.ATTEMPT, {@code 000012-3.0}. No two attempts share a name, since an epoch has one
 * driver and that driver counts.
 *
 * @param number of the chunk or of the plan increment, from 0
 * @param epoch of the run, from 1
 * @param attempt within the epoch, from 0
 */
public record AttemptName(int number, int epoch, int attempt) implements Comparable<AttemptName> {
  private static final Pattern FORM = Pattern.compile("(.+)\\.(\\d{1,9})");
  private static final Comparator<AttemptName> ORDER =
      Comparator.comparing(AttemptName::entry).thenComparingInt(AttemptName::attempt);

  /** Reads NUMBER-EPOCH.ATTEMPT; empty for any other text. */
  public static Optional<AttemptName> parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    int attempt = Integer.parseInt(matcher.group(2));
    return EntryName.parse(matcher.group(1))
        .map(entry -> new AttemptName(entry.number(), entry.epoch(), attempt));
  }

  /** As {@link #parse}, for text that is known to be a name. */
  @JsonCreator
  public static AttemptName of(String text) {
    return parse(text)
        .orElseThrow(
            () -> new IllegalArgumentException("Cannot read attempt name %s".formatted(text)));
  }

  /** The manifest (or plan increment) that makes this attempt visible. */
  public EntryName entry() {
    return new EntryName(number, epoch);
  }

  /** Where a format's files of this attempt go, relative to the output: data/FORMAT/ATTEMPT. */
  public String dataDirectory(String format) {
    return under("data/" + format);
  }

  /** This attempt's directory in a place that holds attempts. */
  public String under(String root) {
    return root + "/" + this;
  }

  @Override
  public int compareTo(AttemptName other) {
    return ORDER.compare(this, other);
  }

  @JsonValue
  @Override
  public String toString() {
    return entry() + "." + attempt;
  }
}
