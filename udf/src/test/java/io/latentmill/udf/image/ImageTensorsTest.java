package io.latentmill.udf.image;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ImageTensorsTest {
  private static final RgbImage IMAGE =
      new RgbImage(2, 1, new byte[] {0, (byte) 255, 51, 102, (byte) 128, 127});

  @Test
  void channelsComeFirst() {
    assertThat(ImageTensors.unit(IMAGE))
        .containsExactly(0, 102 / 255f, 1, 128 / 255f, 51 / 255f, 127 / 255f);
    assertThat(ImageTensors.signed(IMAGE))
        .startsWith(-1, 2 * (102 / 255f) - 1, 1)
        .endsWith(2 * (51 / 255f) - 1, 2 * (127 / 255f) - 1);
  }

  @Test
  void aMaskIsCutAtAHalf() {
    GrayImage gray = new GrayImage(4, 1, new byte[] {0, 127, (byte) 128, (byte) 255});
    assertThat(ImageTensors.mask(gray)).containsExactly(0, 0, 1, 1);
  }

  @Test
  void theLatentMaskTakesTheFirstOfEveryBlock() {
    float[] mask = new float[16 * 24];
    mask[0] = 1;
    mask[8 * 24 + 16] = 1;
    mask[8 * 24 + 15] = 1;
    assertThat(ImageTensors.latentMask(mask, 24, 16, 8)).containsExactly(1, 0, 0, 0, 0, 1);
  }

  @Test
  void grayIsLuma() {
    RgbImage colours = new RgbImage(3, 1, new byte[] {-1, 0, 0, 0, -1, 0, 0, 0, -1});
    assertThat(GrayImage.of(colours).values()).containsExactly(76, (byte) 150, 29);
  }
}
