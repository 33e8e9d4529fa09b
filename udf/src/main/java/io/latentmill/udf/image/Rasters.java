package io.latentmill.udf.image;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.IOException;

/**
 * Samples of decoded images. They are read from the raster: BufferedImage.getRGB would convert
 * colour spaces, and gray samples with them.
 */
final class Rasters {
  private Rasters() {}

  /** The image's samples as they were stored, scaled to 8 bits; palettes are looked up. */
  static RgbImage toRgb(BufferedImage image) throws IOException {
    Raster raster = image.getRaster();
    int bands = raster.getNumBands();
    if (bands > 4) {
      throw new IOException(bands + " channels");
    }
    if (image.getColorModel().getColorSpace().getType() == ColorSpace.TYPE_CMYK) {
      return ofInks(raster);
    }
    byte[][] tables = tables(image.getColorModel(), bands);
    // One channel stands for all three colours, two are gray and alpha, four are RGB and alpha.
    boolean gray = bands <= 2;
    byte[] rgb = new byte[RgbImage.CHANNELS * image.getWidth() * image.getHeight()];
    int[] row = new int[bands * image.getWidth()];
    int next = 0;
    for (int y = 0; y < image.getHeight(); y++) {
      raster.getPixels(raster.getMinX(), raster.getMinY() + y, image.getWidth(), 1, row);
      for (int i = 0; i < row.length; i += bands) {
        for (int channel = 0; channel < RgbImage.CHANNELS; channel++) {
          rgb[next++] = tables[channel][row[gray ? i : i + channel]];
        }
      }
    }
    return new RgbImage(image.getWidth(), image.getHeight(), rgb);
  }

  /** Cyan, magenta, yellow and black, as Pillow mixes them without a colour profile. */
  private static RgbImage ofInks(Raster raster) {
    int width = raster.getWidth();
    byte[] rgb = new byte[RgbImage.CHANNELS * width * raster.getHeight()];
    int[] row = new int[4 * width];
    int next = 0;
    for (int y = 0; y < raster.getHeight(); y++) {
      raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
      for (int i = 0; i < row.length; i += 4) {
        int light = 255 - row[i + 3];
        for (int channel = 0; channel < RgbImage.CHANNELS; channel++) {
          rgb[next++] = (byte) (light - Math.round(row[i + channel] * light / 255f));
        }
      }
    }
    return new RgbImage(width, raster.getHeight(), rgb);
  }

  /** For each of red, green and blue the 8-bit value of every sample. */
  private static byte[][] tables(ColorModel model, int bands) {
    byte[][] tables = new byte[RgbImage.CHANNELS][];
    for (int channel = 0; channel < RgbImage.CHANNELS; channel++) {
      tables[channel] =
          model instanceof IndexColorModel palette
              ? palette(palette, channel)
              : scale(model.getComponentSize(bands <= 2 ? 0 : channel));
    }
    return tables;
  }

  private static byte[] palette(IndexColorModel palette, int channel) {
    byte[] colours = new byte[1 << palette.getPixelSize()];
    for (int i = 0; i < palette.getMapSize(); i++) {
      colours[i] = (byte) (palette.getRGB(i) >> 8 * (2 - channel));
    }
    return colours;
  }

  private static byte[] scale(int bits) {
    int size = 1 << bits;
    byte[] values = new byte[size];
    for (int i = 0; i < size; i++) {
      values[i] = (byte) (bits > 8 ? i >> bits - 8 : i * 255 / (size - 1));
    }
    return values;
  }
}
