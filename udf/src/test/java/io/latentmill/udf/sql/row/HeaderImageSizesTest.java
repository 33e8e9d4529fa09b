package io.latentmill.udf.sql.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latentmill.udf.request.ImageSource;
import io.latentmill.udf.request.LatentmillException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;

/** Sizes from headers, by path and inline. */
class HeaderImageSizesTest {
  private static final Path IMAGE =
      Path.of(System.getProperty("latentmill.goldens"), "pipelines/inputs/init-200x150.png");

  private final HeaderImageSizes sizes = new HeaderImageSizes(new Configuration());

  @Test
  void storedAndInlineImagesHaveTheSameSize() throws IOException {
    ImageSizes.Pixels expected = new ImageSizes.Pixels(200, 150);

    assertThat(sizes.of("init_image", new ImageSource.Stored(IMAGE.toString())))
        .isEqualTo(expected);
    assertThat(sizes.of("init_image", new ImageSource.Inline(Files.readAllBytes(IMAGE))))
        .isEqualTo(expected);
  }

  @Test
  void imagesThatAreNoneAreNamed() {
    assertRefused(
        new ImageSource.Stored("/none.png"),
        "Cannot read init_image /none.png: File /none.png does not exist");
    assertRefused(
        new ImageSource.Inline(new byte[] {1, 2, 3}),
        "init_image: not an image; known are PNG, JPEG, GIF, BMP, WebP");
  }

  private void assertRefused(ImageSource image, String message) {
    assertThatThrownBy(() -> sizes.of("init_image", image))
        .isInstanceOf(LatentmillException.class)
        .hasMessage(message);
  }
}
