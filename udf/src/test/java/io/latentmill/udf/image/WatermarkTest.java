package io.latentmill.udf.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latentmill.udf.request.LatentmillException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Watermarks as invisible-watermark's decoder of dwtDct reads them. */
class WatermarkTest {
  private static final Path IMAGES =
      Path.of(System.getProperty("latentmill.goldens")).resolve("scores/images");

  @ParameterizedTest
  @ValueSource(strings = {"edges.png", "noise.png", "gray.png", "init.png"})
  void isReadBackFromAFile(String name) throws IOException {
    RgbImage image = enlarged(name);
    RgbImage marked = new Watermark("latentmill").on(image);

    assertThat(read(marked, 10)).isEqualTo("latentmill");

    assertThat(difference(image, marked)).isBetween(0.1, 12.0);
  }

  @Test
  void leavesTheImageThatItIsGiven() {
    RgbImage image = TestImages.gradient(256, 256);
    byte[] before = image.rgb().clone();
    new Watermark("x").on(image);
    assertThat(image.rgb()).isEqualTo(before);
  }

  @Test
  void refusesWhatHasNoRoom() {
    assertThatThrownBy(() -> new Watermark("latentmill").on(TestImages.gradient(64, 64)))
        .isInstanceOf(LatentmillException.class)
        .hasMessage("an image of 64x64 pixels has room for 64 bits of a watermark, not for 80");
    assertThatThrownBy(() -> new Watermark("")).hasMessageContaining("0 bytes");
    assertThatThrownBy(() -> new Watermark("x".repeat(65))).hasMessageContaining("65 bytes");
  }

  private static RgbImage enlarged(String name) throws IOException {
    byte[] file = Files.readAllBytes(IMAGES.resolve(name));
    return Resize.lanczos(ImageDecoder.decode(name, file, 1 << 20), 320, 256);
  }

  private static double difference(RgbImage one, RgbImage other) {
    double sum = 0;
    for (int i = 0; i < one.rgb().length; i++) {
      sum += Math.abs((one.rgb()[i] & 0xff) - (other.rgb()[i] & 0xff));
    }
    return sum / one.rgb().length;
  }

  /** The library's decoder, from its description: of U's Haar approximation by majority. */
  private static String read(RgbImage image, int bytes) {
    int columns = image.width() / 4 * 2;
    int rows = image.height() / 4 * 2;
    int[] ones = new int[8 * bytes];
    int[] all = new int[8 * bytes];
    int number = 0;
    for (int top = 0; top + 4 <= rows; top += 4) {
      for (int left = 0; left + 4 <= columns; left += 4) {
        double largest = -1;
        for (int i = 1; i < 16; i++) {
          largest = Math.max(largest, haar(image, left + i % 4, top + i / 4));
        }
        ones[number % ones.length] += largest % 36 > 18 ? 1 : 0;
        all[number % ones.length]++;
        number++;
      }
    }
    byte[] text = new byte[bytes];
    for (int bit = 0; bit < ones.length; bit++) {
      boolean one = 255.0 * ones[bit] / all[bit] > 127;
      text[bit / 8] |= (byte) (one ? 128 >> bit % 8 : 0);
    }
    return new String(text, StandardCharsets.UTF_8);
  }

  private static double haar(RgbImage image, int column, int row) {
    double sum = 0;
    for (int pixel = 0; pixel < 4; pixel++) {
      int x = 2 * column + pixel % 2;
      int y = 2 * row + pixel / 2;
      int at = 3 * (y * image.width() + x);
      double red = image.rgb()[at] & 0xff;
      double green = image.rgb()[at + 1] & 0xff;
      double blue = image.rgb()[at + 2] & 0xff;
      double luma = Math.rint(0.299 * red + 0.587 * green + 0.114 * blue);
      sum += Math.rint(0.492 * (blue - luma) + 128);
    }
    return sum / 2;
  }
}
