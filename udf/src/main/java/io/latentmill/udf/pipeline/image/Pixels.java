package io.latentmill.udf.pipeline.image;

import io.latentmill.udf.request.QualityFlag;
import java.util.EnumSet;
import java.util.Set;

/** Decoded values to 8-bit pixels, as diffusers rounds them. */
public final class Pixels {
  private static final int CHANNELS = 3;

  private Pixels() {}

  /** Values about -1..1 to 0..1, in place; the order of float32 operations is the reference's. */
  public static void toUnit(float[] values) {
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.min(1f, Math.max(0f, values[i] * 0.5f + 0.5f));
    }
  }

  /** [3, H, W] in 0..1 to [H, W, 3] in 0..255, rounded half to even. */
  public static byte[] toBytes(float[] unit) {
    int pixels = unit.length / CHANNELS;
    byte[] rgb = new byte[unit.length];
    for (int channel = 0; channel < CHANNELS; channel++) {
      for (int pixel = 0; pixel < pixels; pixel++) {
        float value = unit[channel * pixels + pixel] * 255f;
        rgb[pixel * CHANNELS + channel] = (byte) (int) Math.rint(value);
      }
    }
    return rgb;
  }

  /** What a reader should know of an image [H, W, 3]. */
  public static Set<QualityFlag> flags(byte[] rgb) {
    Set<QualityFlag> flags = EnumSet.noneOf(QualityFlag.class);
    boolean flat = true;
    boolean black = true;
    for (int i = 0; i < rgb.length && flat; i++) {
      flat = rgb[i] == rgb[i % CHANNELS];
      black &= rgb[i] == 0;
    }
    if (flat) {
      flags.add(QualityFlag.FLAT);
      if (black) {
        flags.add(QualityFlag.BLACK);
      }
    }
    return flags;
  }
}
