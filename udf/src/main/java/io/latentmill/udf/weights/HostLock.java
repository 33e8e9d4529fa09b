package io.latentmill.udf.weights;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A lock among all processes and threads of a host, held through a file; the operating system lets
 * go of it when its holder dies.
 */
final class HostLock {
  private HostLock() {}

  /** What is done under the lock. */
  interface Task {
    void run() throws IOException;
  }

  /**
   * Waits until nobody else holds the lock, then runs a task. Threads of one process take turns by
   * the monitor, whatever their files: a file lock is the process's, and closing any channel of the
   * file would give it up.
   */
  static synchronized void whileHolding(Path file, Task task) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      FileLock lock = channel.lock();
      task.run();
      lock.release();
    }
  }
}
