package io.latentmill.job.cluster;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * All processes of one submission, found by a variable in their environment. Parentage would not
 * do: the executors of a killed driver are adopted by another process.
 */
record ProcessTree(String mark) {
  static final String MARK = "LATENTMILL_TEST_SUBMISSION";

  List<ProcessHandle> all() {
    return ProcessHandle.allProcesses().filter(this::isMarked).toList();
  }

  /** The JVMs that run tasks. */
  List<ProcessHandle> executors() {
    return all().stream().filter(ProcessTree::isExecutor).toList();
  }

  /** Ends every process, stopped ones too, and waits until none is left. */
  void killAll() {
    for (List<ProcessHandle> left = all(); !left.isEmpty(); left = all()) {
      left.forEach(ProcessHandle::destroyForcibly);
      left.forEach(process -> process.onExit().join());
    }
  }

  private boolean isMarked(ProcessHandle process) {
    return read(process, "environ").contains(MARK + "=" + mark);
  }

  private static boolean isExecutor(ProcessHandle process) {
    return read(process, "cmdline").contains("CoarseGrainedExecutorBackend");
  }

  private static String read(ProcessHandle process, String file) {
    try {
      Path path = Path.of("/proc", Long.toString(process.pid()), file);
      return new String(Files.readAllBytes(path), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return ""; // It ended, or is another user's.
    }
  }
}
