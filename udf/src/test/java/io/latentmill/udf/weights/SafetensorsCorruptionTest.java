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
  private static final int TRIALS = 3000;

  /** What a header's bytes most often break by. */
  private static final byte[] TELLING =
      "{}[]\",:0 9-.eE\\\0\u007f".getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);

  @TempDir Path folder;

  @Test
  void corruptHeadersAreRefused() throws IOException {
    byte[] good = good();
    int headerEnd = 8 + (good[0] & 0xff) + 256 * (good[1] & 0xff);
    Random random = new Random(7);
    int refused = 0;
    for (int trial = 0; trial < TRIALS; trial++) {
      byte[] bad = good.clone();
      for (int change = random.nextInt(3); change >= 0; change--) {
        bad[random.nextInt(headerEnd)] = anyByte(random);
      }
      refused += isRefused(bad) ? 1 : 0;
    }
    assertThat(refused).isGreaterThan(TRIALS / 2);
  }

  @Test
  void truncatedFilesAreRefused() throws IOException {
    byte[] good = good();
    Random random = new Random(8);
    for (int trial = 0; trial < TRIALS / 10; trial++) {
      assertThat(isRefused(Arrays.copyOf(good, random.nextInt(good.length)))).isTrue();
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

  private boolean isRefused(byte[] bytes) {
    Path file = Fixtures.write(folder.resolve("x.safetensors"), bytes);
    try (SafetensorsFile tensors = SafetensorsFile.open(hadoop(file), HADOOP)) {
      tensors.names().forEach(tensors::read);
      return false;
    } catch (LatentmillException e) {
      assertThat(e.kind()).isEqualTo(FailureKind.MODEL);
      assertThat(e.getMessage()).startsWith("Cannot read ");
      return true;
    }
  }
}
