package io.latentmill.udf.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * How a camera held the image: Exif tag 0x0112, 1 to 8 (Exif 2.32, section 4.6.4). Numbers 5 to 8
 * exchange width and height.
 *
 * @param number 1 (upright) to 8
 */
record Orientation(int number) {
  static final Orientation UPRIGHT = new Orientation(1);
  private static final int TAG = 0x0112;
  private static final int ENTRY_BYTES = 12;

  /** The orientation a file tells; upright where it tells none that makes sense. */
  static Orientation of(FileType type, byte[] file) {
    return ExifBlock.find(type, file).map(Orientation::of).orElse(UPRIGHT);
  }

  /** The orientation in a TIFF structure, read from its first directory. */
  private static Orientation of(ByteBuffer tiff) {
    if (tiff.remaining() < 8) {
      return UPRIGHT;
    }
    tiff.order(tiff.get(0) == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    int directory = tiff.getInt(4);
    if (directory < 8 || directory > tiff.limit() - 2) {
      return UPRIGHT;
    }
    int entries = Short.toUnsignedInt(tiff.getShort(directory));
    for (int i = 0; i < entries; i++) {
      int entry = directory + 2 + ENTRY_BYTES * i;
      if (entry + ENTRY_BYTES > tiff.limit()) {
        return UPRIGHT;
      }
      if (Short.toUnsignedInt(tiff.getShort(entry)) == TAG) {
        int number = tiff.getShort(entry + 8);
        return number >= 1 && number <= 8 ? new Orientation(number) : UPRIGHT;
      }
    }
    return UPRIGHT;
  }

  /** The image upright. */
  RgbImage apply(RgbImage image) {
    if (number == 1) {
      return image;
    }
    boolean exchanged = number >= 5;
    int width = exchanged ? image.height() : image.width();
    int height = exchanged ? image.width() : image.height();
    byte[] rgb = new byte[image.rgb().length];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int source = source(exchanged ? y : x, exchanged ? x : y, image);
        int target = RgbImage.CHANNELS * (y * width + x);
        System.arraycopy(image.rgb(), source, rgb, target, RgbImage.CHANNELS);
      }
    }
    return new RgbImage(width, height, rgb);
  }

  /** The offset of the stored pixel, mirrored as the number says, before any exchange of axes. */
  private int source(int x, int y, RgbImage image) {
    boolean mirroredX = number == 2 || number == 3 || number == 7 || number == 8;
    boolean mirroredY = number == 3 || number == 4 || number == 6 || number == 7;
    int column = mirroredX ? image.width() - 1 - x : x;
    int row = mirroredY ? image.height() - 1 - y : y;
    return RgbImage.CHANNELS * (row * image.width() + column);
  }
}
