package io.latentmill.udf.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.latentmill.udf.request.FailureKind;
import io.latentmill.udf.request.LatentmillException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageDecoderTest {
  static Stream<Map.Entry<String, JsonNode>> files() throws IOException {
    return StreamSupport.stream(
        Spliterators.spliteratorUnknownSize(ImageReferences.json().get("files").fields(), 0),
        false);
  }

  @ParameterizedTest
  @MethodSource("files")
  void pixelsAreThoseOfPillow(Map.Entry<String, JsonNode> reference) throws IOException {
    RgbImage image = ImageReferences.image(reference.getKey());
    JsonNode expected = reference.getValue();
    assertThat(image.width()).isEqualTo(expected.get("size").get(0).asInt());
    assertThat(image.height()).isEqualTo(expected.get("size").get(1).asInt());
    if (expected.has("pixels")) {
      assertClose(image, ImageReferences.image(expected.get("pixels").asText()));
    } else {
      assertThat(ImageReferences.crc(image.rgb())).isEqualTo(expected.get("rgb").asLong());
      assertThat(ImageReferences.crc(GrayImage.of(image).values()))
          .isEqualTo(expected.get("gray").asLong());
    }
  }

  private static void assertClose(RgbImage actual, RgbImage expected) {
    int worst = 0;
    for (int i = 0; i < actual.rgb().length; i++) {
      worst = Math.max(worst, Math.abs((actual.rgb()[i] & 0xff) - (expected.rgb()[i] & 0xff)));
    }
    assertThat(worst).isLessThanOrEqualTo(2);
  }

  @Test
  void whatIsNoImageIsSaidSo() {
    assertThatThrownBy(() -> ImageDecoder.decode("init_image s3a://b/a.txt", new byte[9], 100))
        .isInstanceOf(LatentmillException.class)
        .hasMessage("init_image s3a://b/a.txt: not an image; known are PNG, JPEG, GIF, BMP, WebP");
    assertThatThrownBy(() -> ImageDecoder.decode("mask_image", new byte[0], 100))
        .hasMessage("mask_image: not an image; known are PNG, JPEG, GIF, BMP, WebP");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"photo.png", "photo.jpg", "photo.gif", "photo.bmp", "lossy.webp", "lossless.webp"})
  void tooManyPixelsAreRefused(String name) throws IOException {
    byte[] file = ImageReferences.bytes(name);
    assertThat(ImageDecoder.decode(name, file, 3500).width()).isEqualTo(70);
    assertThatThrownBy(() -> ImageDecoder.decode("init_image " + name, file, 3499))
        .hasMessage("init_image " + name + ": 70x50 pixels are more than 3499");
  }

  /** A header that promises 65535x65535 pixels costs nothing. */
  @Test
  void aBombIsRefusedBeforeItsPixelsAreRead() throws IOException {
    byte[] file = ImageReferences.bytes("photo.png");
    Arrays.fill(file, 16, 24, (byte) 0);
    file[18] = file[19] = file[22] = file[23] = (byte) 0xff;
    assertThatThrownBy(() -> ImageDecoder.decode("init_image", file, 1 << 24))
        .hasMessage("init_image: 65535x65535 pixels are more than 16777216");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "photo.png",
        "photo.jpg",
        "progressive.jpg",
        "photo.gif",
        "photo.bmp",
        "lossy.webp",
        "lossless.webp",
        "orientation-6.jpg",
        "orientation-6.webp"
      })
  void brokenFilesAreTheUsersFailure(String name) throws IOException {
    Random random = new Random(1);
    byte[] file = ImageReferences.bytes(name);
    for (int i = 0; i < 200; i++) {
      byte[] broken = Arrays.copyOf(file, i % 2 == 0 ? random.nextInt(file.length) : file.length);
      for (int j = 0; j < broken.length / 100 + 1 && broken.length > 12; j++) {
        broken[12 + random.nextInt(broken.length - 12)] = (byte) random.nextInt();
      }
      try {
        ImageDecoder.decode("init_image", broken, 1 << 20);
      } catch (LatentmillException e) {
        assertThat(e.kind()).isEqualTo(FailureKind.USER);
        assertThat(e).hasMessageStartingWith("init_image: ");
      }
    }
  }
}
