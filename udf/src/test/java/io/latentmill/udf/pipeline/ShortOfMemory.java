package io.latentmill.udf.pipeline;

import io.latentmill.udf.pipeline.load.PipelineSpec;
import io.latentmill.udf.request.GenerationRequest;
import io.latentmill.udf.request.GenerationResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A process of its own that limits its address space to little more than it has after a first small
 * batch, so that the allocator of the CPU really fails, and then runs a batch. Prints the halvings
 * and what became of the rows.
 */
final class ShortOfMemory {
  private ShortOfMemory() {}

  /** Arguments: spare megabytes, rows, side of an image. */
  public static void main(String[] arguments) throws Exception {
    long spare = Long.parseLong(arguments[0]) << 20;
    int count = Integer.parseInt(arguments[1]);
    int side = Integer.parseInt(arguments[2]);
    try (Pipelines pipelines = new Pipelines()) {
      StableDiffusion pipeline =
          pipelines.get(
              new PipelineSpec(
                  Pipelines.path("checkpoints/tiny-sd1"),
                  null,
                  Pipelines.path("checkpoints/tiny-taesd"),
                  null));
      pipeline.generate(rows(2, 64), 2).results().forEach(Images::generated);
      limitAddressSpace(spare);
      BatchResult result = pipeline.generate(rows(count, side), count);
      long generated =
          result.results().stream().filter(GenerationResult.Generated.class::isInstance).count();
      System.out.println("halved " + (result.timings().halvings() > 0));
      System.out.println("generated " + generated);
      result.results().stream()
          .filter(GenerationResult.Failed.class::isInstance)
          .map(GenerationResult.Failed.class::cast)
          .findFirst()
          .ifPresent(failed -> System.out.println(failed.kind() + " " + failed.message()));
      System.out.flush();
      // There is no memory left for the threads of an orderly end.
      Runtime.getRuntime().halt(0);
    }
  }

  private static List<GenerationRequest> rows(int count, int side) {
    List<GenerationRequest> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      rows.add(Rows.BASE.steps(1).size(side, side).seed(i).id("row-" + i));
    }
    return rows;
  }

  private static void limitAddressSpace(long spare) throws IOException, InterruptedException {
    long size =
        Files.readAllLines(Path.of("/proc/self/status")).stream()
            .filter(line -> line.startsWith("VmSize:"))
            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
            .findFirst()
            .orElseThrow();
    String own = String.valueOf(ProcessHandle.current().pid());
    int code =
        new ProcessBuilder("prlimit", "--pid", own, "--as=" + (size + spare))
            .inheritIO()
            .start()
            .waitFor();
    if (code != 0) {
      throw new IllegalStateException("prlimit ended with " + code);
    }
  }
}
