package io.latentmill.job.run;

import java.util.Locale;

/**
 * Numbers are written in the digits 0 to 9, whatever language the machine speaks: some would put
 * digits of their own into the names of files, and the same command would make another output.
 */
public final class PlainDigits {
  private PlainDigits() {}

  /** From now on in this process; called where the driver begins, and each executor. */
  public static void everywhere() {
    Locale.setDefault(Locale.Category.FORMAT, Locale.ROOT);
  }
}
