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
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A header tells what the decoder gives, for every kind of file and orientation. */
class ImageHeaderTest {
  static Stream<Map.Entry<String, JsonNode>> files() throws IOException {
    return ImageDecoderTest.files();
  }

  @ParameterizedTest
  @MethodSource("files")
  void theSizeIsTheDecoders(Map.Entry<String, JsonNode> reference) throws IOException {
    JsonNode size = reference.getValue().get("size");

    assertThat(ImageHeader.read("init_image", ImageReferences.bytes(reference.getKey())))
        .isEqualTo(new ImageHeader(size.get(0).asInt(), size.get(1).asInt()));
  }

  @ParameterizedTest
  @MethodSource("files")
  void brokenHeadersAreTheUsersFailure(Map.Entry<String, JsonNode> reference) throws IOException {
    Random random = new Random(1);
    byte[] file = ImageReferences.bytes(reference.getKey());
    for (int i = 0; i < 100; i++) {
      byte[] broken = Arrays.copyOf(file, random.nextInt(file.length));
      try {
        ImageHeader.read("init_image", broken);
      } catch (LatentmillException e) {
        assertThat(e.kind()).isEqualTo(FailureKind.USER);
        assertThat(e).hasMessageStartingWith("init_image: ");
      }
    }
  }

  @Test
  void whatIsNoImageIsSaidSo() {
    assertThatThrownBy(() -> ImageHeader.read("init_image", new byte[9]))
        .hasMessage("init_image: not an image; known are PNG, JPEG, GIF, BMP, WebP");
  }
}
