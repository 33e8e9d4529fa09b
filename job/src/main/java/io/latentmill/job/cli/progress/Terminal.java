package io.latentmill.job.cli.progress;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether somebody watches standard error, where progress is shown. */
public final class Terminal {
  private static final Path STANDARD_ERROR = Path.of("/proc/self/fd/2");

  private Terminal() {}

  /** False as well on a terminal that cannot draw a line again. */
  public static boolean isStandardError() {
    String kind = System.getenv().getOrDefault("TERM", "dumb");
    return !kind.equals("dumb") && isTerminal();
  }

  /** Java itself only knows of input and output together. */
  private static boolean isTerminal() {
    try {
      String target = Files.readSymbolicLink(STANDARD_ERROR).toString();
      return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
    } catch (IOException | UnsupportedOperationException e) {
      return System.console() != null;
    }
  }
}
