package io.latentmill.udf.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageInputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written is read back by javax.imageio, which shares no code with it. */
class PngEncoderTest {
  private static final ImageEncoder ENCODER = ImageEncoder.png();

  @ParameterizedTest
  @CsvSource({"1, 1", "7, 5", "64, 64", "300, 17"})
  void pixelsComeBack(int width, int height) throws IOException {
    RgbImage image = TestImages.gradient(width, height);
    byte[] png = ENCODER.encode(image, Optional.empty());
    assertThat(pixels(ImageIO.read(new ByteArrayInputStream(png)))).isEqualTo(image.rgb());
    assertThat(ENCODER.encode(image, Optional.empty())).isEqualTo(png);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a cat\nSteps: 20, Size: 64x64", "café", "東京 🐈, “quoted”", ""})
  void parametersComeBack(String text) throws IOException {
    byte[] png = ENCODER.encode(TestImages.gradient(8, 8), Optional.of(text));
    boolean latin1 = StandardCharsets.ISO_8859_1.newEncoder().canEncode(text);
    IIOMetadataNode entry = textEntry(png, latin1 ? "tEXtEntry" : "iTXtEntry");
    assertThat(entry.getAttribute("keyword")).isEqualTo("parameters");
    assertThat(entry.getAttribute(latin1 ? "value" : "text")).isEqualTo(text);
  }

  private static IIOMetadataNode textEntry(byte[] png, String name) throws IOException {
    ImageReader reader = ImageIO.getImageReadersByFormatName("png").next();
    try (ImageInputStream in = ImageIO.createImageInputStream(new ByteArrayInputStream(png))) {
      reader.setInput(in);
      IIOMetadataNode root =
          (IIOMetadataNode) reader.getImageMetadata(0).getAsTree("javax_imageio_png_1.0");
      return (IIOMetadataNode) root.getElementsByTagName(name).item(0);
    } finally {
      reader.dispose();
    }
  }

  private static byte[] pixels(BufferedImage image) {
    byte[] rgb = new byte[3 * image.getWidth() * image.getHeight()];
    for (int i = 0; i < rgb.length; i++) {
      int pixel = image.getRGB(i / 3 % image.getWidth(), i / 3 / image.getWidth());
      rgb[i] = (byte) (pixel >> 8 * (2 - i % 3));
    }
    return rgb;
  }
}
