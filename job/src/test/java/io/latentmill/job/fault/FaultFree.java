package io.latentmill.job.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;

/** The data of tables when nothing goes wrong. */
final class FaultFree {
  private static Map<String, String> ordinary;

  private FaultFree() {}

  /** Of {@link PromptTable#ordinary()}; made once for all tests. */
  static synchronized Map<String, String> data() {
    if (ordinary == null) {
      ordinary = of(PromptTable.ordinary());
    }
    return ordinary;
  }

  static Map<String, String> of(PromptTable table) {
    try {
      Path directory = Files.createTempDirectory("fault-free-");
      try {
        Output output = Output.local(directory);
        Job job = Job.of(directory, table, Hooks.in(directory), output);
        job.runTo(0);
        return DataSet.of(output).data();
      } finally {
        delete(directory);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot make the fault-free data", e);
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    }
  }
}
