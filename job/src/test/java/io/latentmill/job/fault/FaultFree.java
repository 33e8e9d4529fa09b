package io.latentmill.job.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;

/** The data of {@link PromptTable#ordinary()} when nothing goes wrong; made once for all tests. */
final class FaultFree {
  private static Map<String, String> data;

  private FaultFree() {}

  static synchronized Map<String, String> data() {
    if (data == null) {
      data = make();
    }
    return data;
  }

  private static Map<String, String> make() {
    try {
      Path directory = Files.createTempDirectory("fault-free-");
      try {
        Output output = Output.local(directory);
        Job job = Job.of(directory, PromptTable.ordinary(), Hooks.in(directory), output);
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
