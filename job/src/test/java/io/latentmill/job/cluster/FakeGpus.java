package io.latentmill.job.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

/**
 * GPU addresses on a machine without GPUs: the workers of a local cluster find them by a discovery
 * script, as on a standalone cluster. The first worker that asks has the addresses {@code 0} to
 * {@code perExecutor - 1}, the next one the following ones, so no two executors share a device.
 * Each task is given one. The program's device setting must then say explicitly that the addresses
 * are computed on the CPU.
 */
public record FakeGpus(int perExecutor) {

  public static FakeGpus of(int perExecutor) {
    return new FakeGpus(perExecutor);
  }

  /** Writes a discovery script into a new folder of {@code directory}; answers Spark's settings. */
  public Map<String, String> in(Path directory) {
    String script = script(directory).toString();
    String amount = Integer.toString(perExecutor);
    return Map.of(
        "spark.worker.resource.gpu.amount", amount,
        "spark.worker.resource.gpu.discoveryScript", script,
        "spark.executor.resource.gpu.amount", amount,
        "spark.task.resource.gpu.amount", "1");
  }

  /** Making a folder is the atomic step by which a worker takes its number. */
  private Path script(Path directory) {
    String text =
        """
        #!/bin/sh
        worker=0
        until mkdir "$(dirname "$0")/worker-$worker" 2> /dev/null; do worker=$((worker + 1)); done
        address=$((worker * %1$d))
        addresses='"'$address'"'
        while [ $((address + 1)) -lt $((worker * %1$d + %1$d)) ]; do
          address=$((address + 1))
          addresses=$addresses',"'$address'"'
        done
        echo '{"name":"gpu","addresses":['$addresses']}'
        """
            .formatted(perExecutor);
    try {
      Path folder = Files.createTempDirectory(directory, "gpus-");
      Path script = Files.writeString(folder.resolve("discover"), text);
      return Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write a discovery script in " + directory, e);
    }
  }
}
