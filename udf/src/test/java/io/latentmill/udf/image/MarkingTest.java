package io.latentmill.udf.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latentmill.udf.request.LatentmillException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What files say of where their images come from. exiftool reads the same, tried by hand. */
class MarkingTest {
  private static final String PROPERTY =
      "Iptc4xmpExt:DigitalSourceType=\"http://cv.iptc.org/newscodes/digitalsourcetype/"
          + "trainedAlgorithmicMedia\"";

  @ParameterizedTest
  @EnumSource(ImageFormat.class)
  void marksAFileAndLeavesItsPixelsAndItsParameters(ImageFormat format) {
    ImageEncoder encoder = ImageEncoder.of(format, 90);
    RgbImage image = TestImages.gradient(33, 20);
    byte[] plain = encoder.encode(image, Optional.of("a red circle"));
    byte[] marked = encoder.encode(image, Optional.of("a red circle"), Marking.IPTC);

    assertThat(text(marked)).contains(PROPERTY).contains("xpacket end");
    assertThat(text(plain)).doesNotContain("DigitalSourceType");
    assertThat(marked).hasSizeBetween(plain.length + 400, plain.length + 700);
    assertThat(encoder.encode(image, Optional.of("a red circle"), Marking.IPTC)).isEqualTo(marked);
    assertThat(pixels(marked)).isEqualTo(pixels(plain));
    assertThat(encoder.encode(image, Optional.of("a red circle"), Marking.NONE)).isEqualTo(plain);
    assertThat(pixels(encoder.encode(image, Optional.empty(), Marking.IPTC)))
        .isEqualTo(pixels(plain));
  }

  @Test
  void isReadByItsLabel() {
    for (Marking marking : Marking.values()) {
      assertThat(Marking.ofLabel(marking.label())).isEqualTo(marking);
    }
    assertThatThrownBy(() -> Marking.ofLabel("c2pa"))
        .isInstanceOf(LatentmillException.class)
        .hasMessage("unknown marking \"c2pa\"; known are none, iptc");
  }

  private static String text(byte[] file) {
    return new String(file, StandardCharsets.ISO_8859_1);
  }

  private static byte[] pixels(byte[] file) {
    return ImageDecoder.decode("image", file, 1 << 20).rgb();
  }
}
