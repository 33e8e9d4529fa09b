package io.latentmill.job.plan;

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

    assertThat(sizes.of(new ImageSource.Stored(IMAGE.toString()))).isEqualTo(expected);
    assertThat(sizes.of(new ImageSource.Inline(Files.readAllBytes(IMAGE)))).isEqualTo(expected);
  }

  @Test
  void imagesThatAreNoneAreNamed() {
    assertThatThrownBy(() -> sizes.of(new ImageSource.Stored("/none.png")))
        .isInstanceOf(LatentmillException.class)
        .hasMessage("Cannot read the size of image /none.png: File /none.png does not exist");
    assertThatThrownBy(() -> sizes.of(new ImageSource.Inline(new byte[] {1, 2, 3})))
        .hasMessage(
            "Cannot read the size of image Inline[3 bytes]: not a PNG, JPEG, GIF, BMP or TIFF"
                + " file");
  }
}
