package io.latentmill.udf.scores;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.latentmill.udf.GoldenTensors;
import io.latentmill.udf.image.ImageDecoder;
import io.latentmill.udf.image.RgbImage;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Numbers of the images' pixels. The hashes were drawn with imagehash's formula, Pillow 12 and
 * SciPy 1.17, the others with numpy.
 */
class PerceptualHashTest {
  @ParameterizedTest
  @CsvSource({
    "edges.png, 876c7833658e9699, 6540.6005859375, 12.139892578125, 54.29821005902",
    "init-200x150.png, 956a34b54a93ce95, 150.3388, 110.7635, 43.968354162397304",
    "init.png, 956a34b54a93ce95, 389.692626953125, 110.78802490234375, 44.111514744586586",
    "mask.png, 9696696969699696, 2222.5341796875, 74.10003662109375, 115.77864186080035",
    "noise.png, a1370c75cb8795a3, 49817.6162376139, 128.34358723958334, 49.6021011520098",
    "wide.png, 8000000000000000, 0.528548752834467, 127.0047619047619, 73.96347216984543",
    "gray.png, 8000000000000000, 0, 128, 0"
  })
  void equalsTheLibraries(String name, String hash, double sharpness, double mean, double deviation)
      throws IOException {
    byte[] file = Files.readAllBytes(GoldenTensors.folder().resolve("scores/images").resolve(name));
    RgbImage image = ImageDecoder.decode(name, file, 1 << 20);
    assertThat(PerceptualHash.hex(PerceptualHash.of(image))).isEqualTo(hash);
    Sharpness numbers = Sharpness.of(image);
    assertThat(numbers.sharpness()).isCloseTo(sharpness, within(1e-6));
    assertThat(numbers.mean()).isCloseTo(mean, within(1e-9));
    assertThat(numbers.deviation()).isCloseTo(deviation, within(1e-9));
  }
}
