package io.latentmill.job.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Sends POSIX signals by the shell's own {@code kill}, which every machine has. */
final class Signals {
  private Signals() {}

  static void send(String name, long pid) {
    String command = "kill -%s %d".formatted(name, pid);
    try {
      int code = new ProcessBuilder("sh", "-c", command).inheritIO().start().waitFor();
      if (code != 0) {
        throw new AssertionError(
            "Cannot signal a process: %s answered %d".formatted(command, code));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot signal a process: " + command, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("Interrupted in " + command, e);
    }
  }
}
