package io.latentmill.udf.image;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.UnaryOperator;
import javax.imageio.IIOImage;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Writing through javax.imageio, in memory. */
final class ImageIoWriting {
  private ImageIoWriting() {}

  /** The file that {@code writer} makes; disposes of it. */
  static byte[] write(ImageWriter writer, UnaryOperator<ImageWriteParam> settings, RgbImage image) {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(file)) {
      writer.setOutput(out);
      IIOImage wrapped = new IIOImage(wrap(image), null, null);
      writer.write(null, wrapped, settings.apply(writer.getDefaultWriteParam()));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot encode an image in memory", e);
    } finally {
      writer.dispose();
    }
    return file.toByteArray();
  }

  /** The same pixels as javax.imageio wants them; shares the bytes. */
  private static BufferedImage wrap(RgbImage image) {
    int channels = RgbImage.CHANNELS;
    WritableRaster raster =
        Raster.createInterleavedRaster(
            new DataBufferByte(image.rgb(), image.rgb().length),
            image.width(),
            image.height(),
            channels * image.width(),
            channels,
            new int[] {0, 1, 2},
            null);
    ComponentColorModel colours =
        new ComponentColorModel(
            ColorSpace.getInstance(ColorSpace.CS_sRGB),
            false,
            false,
            ComponentColorModel.OPAQUE,
            DataBuffer.TYPE_BYTE);
    return new BufferedImage(colours, raster, false, null);
  }
}
