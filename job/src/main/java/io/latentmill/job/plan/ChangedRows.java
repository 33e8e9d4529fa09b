package io.latentmill.job.plan;

import io.latentmill.udf.request.LatentmillException;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What becomes of rows whose parameters differ from those planned under their ids. */
public enum ChangedRows {
  /** They stay as they were planned. */
  KEEP,
  /** They are planned anew; what was made of them leaves the output. */
  REDO,
  /** They refuse the table. */
  FAIL;

  /** The name on the command line. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The choice of that name.
   *
   * @throws LatentmillException (user) naming the value and all choices
   */
  public static ChangedRows ofLabel(String label) {
    return Arrays.stream(values())
        .filter(choice -> choice.label().equals(label))
        .findFirst()
        .orElseThrow(
            () ->
                LatentmillException.user(
                    "unknown treatment of changed rows \"%s\"; known are %s",
                    label,
                    Arrays.stream(values())
                        .map(ChangedRows::label)
                        .collect(Collectors.joining(", "))));
  }
}
