package io.latentmill.udf.image;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ResizeTest {
  static Stream<JsonNode> sizes() throws IOException {
    return StreamSupport.stream(ImageReferences.json().get("lanczos").spliterator(), false);
  }

  @ParameterizedTest
  @MethodSource("sizes")
  void lanczosIsPillowsBitForBit(JsonNode reference) throws IOException {
    int width = reference.get("size").get(0).asInt();
    int height = reference.get("size").get(1).asInt();
    RgbImage resized = Resize.lanczos(ImageReferences.image("photo.png"), width, height);
    assertThat(resized.width()).isEqualTo(width);
    assertThat(resized.height()).isEqualTo(height);
    assertThat(ImageReferences.crc(resized.rgb())).isEqualTo(reference.get("rgb").asLong());
  }

  @Test
  void anImageOfTheRightSizeIsItself() {
    RgbImage image = TestImages.gradient(5, 4);
    assertThat(Resize.lanczos(image, 5, 4)).isSameAs(image);
  }
}
