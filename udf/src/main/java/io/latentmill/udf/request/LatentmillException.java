package io.latentmill.udf.request;

import java.util.Locale;

/**
 * A failure with the kind that decides what happens next: a row's becomes a failed row, a
 * checkpoint's or an option's ends the run before any work.
 */
public final class LatentmillException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final FailureKind kind;

  public LatentmillException(FailureKind kind, String message) {
    super(message);
    this.kind = kind;
  }

  public LatentmillException(FailureKind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  /** A wrong row or option; the message is formatted as by {@link String#format}. */
  public static LatentmillException user(String format, Object... arguments) {
    return new LatentmillException(FailureKind.USER, String.format(Locale.ROOT, format, arguments));
  }

  /** A wrong checkpoint; the message is formatted as by {@link String#format}. */
  public static LatentmillException model(String format, Object... arguments) {
    return new LatentmillException(
        FailureKind.MODEL, String.format(Locale.ROOT, format, arguments));
  }

  public FailureKind kind() {
    return kind;
  }
}
