package io.latentmill.udf.weights;

import io.latentmill.udf.bits.Float16;

/**
 * Floating-point numbers of one byte (Micikevicius et al. 2022), as the values that they stand for.
 */
public final class Float8 {
  private static final int BIAS = 7;
  private static final int MANTISSA_BITS = 3;
  private static final int NOT_A_NUMBER = 0x7f;

  private Float8() {}

  /** Four bits of exponent, three of mantissa, no infinity: e4m3fn. */
  public static float ofE4m3(byte bits) {
    int exponent = (bits >> MANTISSA_BITS) & 0xf;
    int mantissa = bits & 0x7;
    float magnitude;
    if ((bits & NOT_A_NUMBER) == NOT_A_NUMBER) {
      magnitude = Float.NaN;
    } else if (exponent == 0) {
      magnitude = Math.scalb((float) mantissa, 1 - BIAS - MANTISSA_BITS);
    } else {
      magnitude =
          Math.scalb((float) (mantissa | 1 << MANTISSA_BITS), exponent - BIAS - MANTISSA_BITS);
    }
    return bits < 0 ? -magnitude : magnitude;
  }

  /** Five bits of exponent, two of mantissa: the upper half of the float16 of the same value. */
  public static float ofE5m2(byte bits) {
    return Float16.toFloat((short) (bits << 8));
  }
}
