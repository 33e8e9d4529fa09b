package io.latentmill.udf.image;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import javax.imageio.ImageReader;
import javax.imageio.metadata.IIOMetadataNode;
import org.w3c.dom.Element;

/**
 * The screen of a GIF, of which the first frame may cover a part; the rest has the frame's
 * transparent colour, else its first, as in Pillow.
 *
 * @param width of the screen
 * @param height of the screen
 * @param left of the first frame on it
 * @param top of the first frame on it
 */
record GifCanvas(int width, int height, int left, int top) {
  static GifCanvas of(byte[] file, ImageReader reader) throws IOException {
    IIOMetadataNode root =
        (IIOMetadataNode) reader.getImageMetadata(0).getAsTree("javax_imageio_gif_image_1.0");
    Element frame = (Element) root.getElementsByTagName("ImageDescriptor").item(0);
    return new GifCanvas(
        littleEndian(file, 6),
        littleEndian(file, 8),
        Integer.parseInt(frame.getAttribute("imageLeftPosition")),
        Integer.parseInt(frame.getAttribute("imageTopPosition")));
  }

  static int littleEndian(byte[] file, int at) {
    return file[at] & 0xff | (file[at + 1] & 0xff) << 8;
  }

  RgbImage place(BufferedImage frame) throws IOException {
    RgbImage pixels = Rasters.toRgb(frame);
    if (left == 0 && top == 0 && pixels.width() == width && pixels.height() == height) {
      return pixels;
    }
    if (left + pixels.width() > width || top + pixels.height() > height) {
      throw new IOException("the first frame exceeds the screen");
    }
    IndexColorModel palette = (IndexColorModel) frame.getColorModel();
    int colour = palette.getRGB(Math.max(0, palette.getTransparentPixel()));
    byte[] rgb = new byte[RgbImage.CHANNELS * width * height];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) (colour >> 8 * (2 - i % RgbImage.CHANNELS));
    }
    int row = RgbImage.CHANNELS * pixels.width();
    for (int y = 0; y < pixels.height(); y++) {
      int target = RgbImage.CHANNELS * ((top + y) * width + left);
      System.arraycopy(pixels.rgb(), y * row, rgb, target, row);
    }
    return new RgbImage(width, height, rgb);
  }
}
