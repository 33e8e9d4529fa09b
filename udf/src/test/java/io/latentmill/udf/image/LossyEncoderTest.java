package io.latentmill.udf.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latentmill.udf.request.LatentmillException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LossyEncoderTest {
  private static final String TEXT = "a cat, 東京\nSteps: 20";

  @ParameterizedTest
  @EnumSource(names = {"JPEG", "WEBP"})
  void pixelsComeBackAlmostEqual(ImageFormat format) throws IOException {
    RgbImage image = ImageReferences.image("photo.png");
    ImageEncoder encoder = ImageEncoder.of(format, 95);
    byte[] file = encoder.encode(image, Optional.empty());
    assertThat(encoder.format()).isEqualTo(format);
    assertThat(encoder.encode(image, Optional.empty())).isEqualTo(file);
    assertThat(meanDifference(image, decoded(file))).isBetween(0.1, 6.0);
    byte[] smaller = ImageEncoder.of(format, 30).encode(image, Optional.empty());
    assertThat(smaller).hasSizeLessThan(file.length);
  }

  @ParameterizedTest
  @EnumSource(names = {"JPEG", "WEBP"})
  void parametersAreTheUserComment(ImageFormat format) throws IOException {
    RgbImage image = ImageReferences.image("photo.png");
    ImageEncoder encoder = ImageEncoder.of(format, 90);
    byte[] plain = encoder.encode(image, Optional.empty());
    byte[] file = encoder.encode(image, Optional.of(TEXT));
    assertThat(decoded(file).rgb()).isEqualTo(decoded(plain).rgb());
    ByteBuffer exif = ExifBlock.find(FileType.of(file).orElseThrow(), file).orElseThrow();
    byte[] bytes = new byte[exif.remaining()];
    exif.get(bytes);
    int comment = bytes.length - 2 * TEXT.length();
    assertThat(new String(bytes, comment - 8, 8, StandardCharsets.US_ASCII)).isEqualTo("UNICODE\0");
    assertThat(new String(bytes, comment, 2 * TEXT.length(), StandardCharsets.UTF_16BE))
        .isEqualTo(TEXT);
  }

  @Test
  void aTextTooLongForJpegIsLeftOut() throws IOException {
    RgbImage image = ImageReferences.image("photo.png");
    ImageEncoder encoder = ImageEncoder.of(ImageFormat.JPEG, 90);
    byte[] plain = encoder.encode(image, Optional.empty());
    assertThat(encoder.encode(image, Optional.of("x".repeat(40_000)))).isEqualTo(plain);
  }

  @Test
  void sizesAndQualitiesThatCannotBeAreTheUsersFailure() {
    RgbImage wide = new RgbImage(16_384, 1, new byte[3 * 16_384]);
    assertThatThrownBy(() -> ImageEncoder.of(ImageFormat.WEBP, 90).encode(wide, Optional.empty()))
        .isInstanceOf(LatentmillException.class)
        .hasMessage("WebP has no images of 16384x1 pixels");
    assertThatThrownBy(() -> ImageEncoder.of(ImageFormat.JPEG, 0))
        .hasMessage("image quality 0 is not in 1..100");
    assertThatThrownBy(() -> ImageFormat.ofLabel("tiff"))
        .hasMessage("unknown image format \"tiff\"; known are png, jpeg, webp");
  }

  private static RgbImage decoded(byte[] file) {
    return ImageDecoder.decode("test", file, Long.MAX_VALUE);
  }

  private static double meanDifference(RgbImage a, RgbImage b) {
    int[] differences = new int[a.rgb().length];
    Arrays.setAll(differences, i -> Math.abs((a.rgb()[i] & 0xff) - (b.rgb()[i] & 0xff)));
    return Arrays.stream(differences).average().orElseThrow();
  }
}
