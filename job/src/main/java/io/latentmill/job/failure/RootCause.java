package io.latentmill.job.failure;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The line that says what went wrong, out of what libraries wrap around it. */
public final class RootCause {
  private static final Pattern IN_TASK =
      Pattern.compile("(?m)^Caused by: (?:[\\w.$]+: )?(.+)$|Exception: (.+)$");

  private static final Pattern CANCELLED = Pattern.compile("Job \\d+ cancelled because (.+)");

  /** What S3A says of a full disk. */
  private static final String NO_BUFFER = "Could not find any valid local directory for s3ablock";

  private RootCause() {}

  /** The first line of the innermost exception, for what the driver itself met. */
  public static String firstLine(Throwable failure) {
    return String.valueOf(innermost(failure).getMessage()).lines().findFirst().orElse("");
  }

  /** Of a Spark job, which wraps what went wrong in a task into pages of text. */
  public static String message(Throwable failure) {
    String line = line(failure);
    Matcher cancelled = CANCELLED.matcher(line);
    String reason = cancelled.matches() ? cancelled.group(1) : line;
    return reason.startsWith(NO_BUFFER) ? reason + ": no room in fs.s3a.buffer.dir" : reason;
  }

  private static String line(Throwable failure) {
    Throwable root = innermost(failure);
    String text = String.valueOf(root.getMessage());
    String found = null;
    for (Matcher matcher = IN_TASK.matcher(text); matcher.find(); ) {
      found = matcher.group(1) != null ? matcher.group(1) : matcher.group(2);
    }
    return found != null ? found : text.lines().findFirst().orElse(root.getClass().getSimpleName());
  }

  private static Throwable innermost(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }
}
