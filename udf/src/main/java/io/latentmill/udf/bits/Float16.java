package io.latentmill.udf.bits;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * IEEE 754 binary16, one sign bit, five of exponent, ten of mantissa, which Java 17 has no
 * conversion for.
 */
public final class Float16 {
  private static final int EXPONENT_REBIAS = (127 - 15) << 23;
  private static final int LARGEST_ROUNDING_TO_FINITE = 0x477fefff;
  private static final int SMALLEST_NORMAL = 0x38800000;
  private static final int INFINITY = 0x7f800000;

  private static final int EXPONENT_BIAS = 15;
  private static final int MANTISSA_BITS = 10;

  private Float16() {}

  /** Values as little-endian float16, two bytes each. */
  public static byte[] littleEndian(float[] values) {
    ByteBuffer bytes = ByteBuffer.allocate(values.length * 2).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      bytes.putShort(of(value));
    }
    return bytes.array();
  }

  /** The value of a float16, exactly. */
  public static float toFloat(short half) {
    int exponent = half >> MANTISSA_BITS & 0x1f;
    int mantissa = half & 0x3ff;
    float magnitude;
    if (exponent == 0x1f) {
      magnitude = mantissa == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
    } else if (exponent == 0) {
      magnitude = Math.scalb((float) mantissa, 1 - EXPONENT_BIAS - MANTISSA_BITS);
    } else {
      int significand = mantissa | 1 << MANTISSA_BITS;
      magnitude = Math.scalb((float) significand, exponent - EXPONENT_BIAS - MANTISSA_BITS);
    }
    return half < 0 ? -magnitude : magnitude;
  }

  /** The nearest float16, ties to even; too large ones become infinite, NaN a quiet NaN. */
  public static short of(float value) {
    int bits = Float.floatToRawIntBits(value);
    int sign = bits >>> 16 & 0x8000;
    int magnitude = bits & 0x7fffffff;
    return (short) (sign | magnitudeOf(magnitude));
  }

  private static int magnitudeOf(int magnitude) {
    if (magnitude > INFINITY) {
      return 0x7e00 | magnitude >>> 13 & 0x1ff;
    }
    if (magnitude > LARGEST_ROUNDING_TO_FINITE) {
      return 0x7c00;
    }
    if (magnitude >= SMALLEST_NORMAL) {
      return roundToEven(magnitude - EXPONENT_REBIAS, 13);
    }
    return subnormal(magnitude);
  }

  /** Subnormals count in units of 2^-24. */
  private static int subnormal(int magnitude) {
    int exponent = magnitude >>> 23;
    int significand = magnitude & 0x7fffff | 0x800000;
    int shift = 126 - exponent;
    return shift > 24 ? 0 : roundToEven(significand, shift);
  }

  private static int roundToEven(int value, int shift) {
    int half = (1 << (shift - 1)) - 1;
    int odd = value >>> shift & 1;
    return (value + half + odd) >>> shift;
  }
}
