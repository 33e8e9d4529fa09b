package io.latentmill.udf.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A batch that runs out of memory is halved until it fits. */
class OutOfMemoryTest {
  @Test
  void aBatchThatDoesNotFitIsHalvedAndGenerated() throws Exception {
    assertThat(run(200, 8, 384)).containsExactly("halved true", "generated 8");
  }

  @Test
  void aRowThatDoesNotFitAloneFailsForLackOfResources() throws Exception {
    List<String> lines = run(8, 2, 1024);
    assertThat(lines.subList(0, 2)).containsExactly("halved true", "generated 0");
    assertThat(lines.get(2))
        .startsWith("RESOURCE device out of memory: RuntimeError: ")
        .containsAnyOf("can't allocate memory", "could not create a primitive");
  }

  private static List<String> run(int spareMegabytes, int rows, int side)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.add("-Dlatentmill.goldens=" + System.getProperty("latentmill.goldens"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(ShortOfMemory.class.getName());
    for (int argument : new int[] {spareMegabytes, rows, side}) {
      command.add(String.valueOf(argument));
    }
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().put("MALLOC_ARENA_MAX", "1");
    // Tensors outside the heap, whose free memory may lie in pieces too small for the next one.
    builder.environment().put("MALLOC_MMAP_THRESHOLD_", "65536");
    builder.environment().put("OMP_NUM_THREADS", "1");
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output.lines().toList();
  }
}
