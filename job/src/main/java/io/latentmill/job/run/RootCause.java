package io.latentmill.job.run;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Spark wraps what went wrong in a task into pages of text; this finds the line that says it. */
final class RootCause {
  private static final Pattern IN_TASK =
      Pattern.compile("(?m)^Caused by: (?:[\\w.$]+: )?(.+)$|Exception: (.+)$");

  private RootCause() {}

  static String message(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String text = String.valueOf(root.getMessage());
    String found = null;
    for (Matcher matcher = IN_TASK.matcher(text); matcher.find(); ) {
      found = matcher.group(1) != null ? matcher.group(1) : matcher.group(2);
    }
    return found != null ? found : text.lines().findFirst().orElse(root.getClass().getSimpleName());
  }
}
