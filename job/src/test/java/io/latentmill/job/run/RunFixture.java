package io.latentmill.job.run;

import io.latentmill.job.sink.SinkFormat;
import io.latentmill.udf.image.ImageFormat;
import io.latentmill.udf.pipeline.load.PipelineSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Runs of the embedded model at a few steps. */
public final class RunFixture {
  private RunFixture() {}

  /** Batches and shards of two rows, chunks of four. */
  public static RunOptions options(Path prompts, Path output, Set<SinkFormat> formats) {
    return new RunOptions(
        RunOptions.Prompts.of(prompts.toString()),
        output.toString(),
        PipelineSpec.embedded(),
        new RunOptions.Data(formats, ImageFormat.PNG, OptionalInt.empty(), true, Optional.empty()),
        new RunOptions.Sizes(2, 2, 1 << 20, 4, 1 << 20),
        RunOptions.Execution.of(RunOptions.DeviceChoice.AUTO, RunOptions.Exclusion.DEFAULTS));
  }

  /** Other data of the same run. */
  public static RunOptions withData(RunOptions options, RunOptions.Data data) {
    return new RunOptions(
        options.prompts(),
        options.output(),
        options.pipeline(),
        options.models(),
        data,
        options.curation(),
        options.size(),
        options.execution());
  }

  /** A prompt table of comma-separated lines. */
  public static Path table(Path folder, String header, List<String> rows) throws IOException {
    Path file = folder.resolve("prompts.csv");
    Files.writeString(file, header + "\n" + String.join("\n", rows) + "\n");
    return file;
  }

  /** Digests of all data files by format and name, wherever attempts have put them. */
  static Map<String, String> data(Path output) throws Exception {
    Map<String, String> digests = new TreeMap<>();
    try (Stream<Path> files = Files.walk(output.resolve("data"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path inData = output.resolve("data").relativize(file);
        if (!file.getFileName().toString().startsWith(".")) {
          String name = inData.getName(0) + "/" + inData.getFileName();
          String chunk = inData.getName(1).toString().substring(0, 6);
          String previous =
              digests.put(
                  chunk + " " + name,
                  HexFormat.of()
                      .formatHex(
                          java.security.MessageDigest.getInstance("SHA-256")
                              .digest(Files.readAllBytes(file))));
          if (previous != null) {
            throw new IllegalStateException(name + " is there twice");
          }
        }
      }
    }
    return digests;
  }
}
