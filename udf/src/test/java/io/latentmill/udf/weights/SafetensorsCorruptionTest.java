package io.latentmill.udf.weights;

import static io.latentmill.udf.weights.Fixtures.HADOOP;
import static io.latentmill.udf.weights.Fixtures.hadoop;
import static org.assertj.core.api.Assertions.assertThat;

import io.latentmill.udf.request.FailureKind;
import io.latentmill.udf.request.LatentmillException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is done to a file, it reads or is refused as a wrong model; nothing else is thrown. */
class SafetensorsCorruptionTest {
  private static final int TRIALS = 20_000;

  /** What a header's bytes most often break by. */
  private static final byte[] TELLING =
      "{}[]\",:0 9-.eE\\\0\u007f".getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);

  @TempDir Path folder;

  @Test
  void corruptHeadersAreRefused() throws IOException {
    byte[] good = good();
    int headerEnd = 8 + (good[0] & 0xff) + 256 * (good[1] & 0xff);
    byte[] header = Arrays.copyOfRange(good, 8, headerEnd);
    Random random = new Random(7);
    int refused = 0;
    for (int trial = 0; trial < TRIALS; trial++) {
      byte[] bad = header.clone();
      for (int change = random.nextInt(3); change >= 0; change--) {
        bad[random.nextInt(bad.length)] = anyByte(random);
      }
      int dataBytes = good.length - headerEnd;
      refused +=
          isRefused(() -> SafetensorsHeaderParser.parse("x.safetensors", bad, dataBytes)) ? 1 : 0;
    }
    assertThat(refused).isGreaterThan(TRIALS / 2);
  }

  @Test
  void truncatedFilesAreRefused() throws IOException {
    byte[] good = good();
    Random random = new Random(8);
    for (int trial = 0; trial < TRIALS / 100; trial++) {
      Path file =
          Fixtures.write(
              folder.resolve("x.safetensors"), Arrays.copyOf(good, random.nextInt(good.length)));
      assertThat(isRefused(() -> SafetensorsFile.open(hadoop(file), HADOOP).close())).isTrue();
    }
  }

  private static byte[] good() throws IOException {
    return Files.readAllBytes(
        Fixtures.goldens("pipelines/adapters/textual-inversion-sdxl.safetensors"));
  }

  private static byte anyByte(Random random) {
    return random.nextBoolean()
        ? (byte) random.nextInt(256)
        : TELLING[random.nextInt(TELLING.length)];
  }

  private static boolean isRefused(Runnable reading) {
    try {
      reading.run();
      return false;
    } catch (LatentmillException e) {
      assertThat(e.kind()).isEqualTo(FailureKind.MODEL);
      assertThat(e.getMessage()).startsWith("Cannot read ").doesNotContain("\n");
      return true;
    }
  }
}
