package io.latentmill.udf.bits;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Float16Test {
  private static final int INFINITY = 0x7c00;

  /** What the standard says a pattern means: 1 sign, 5 exponent and 10 fraction bits. */
  private static double value(int bits) {
    int exponent = bits >>> 10 & 31;
    int fraction = bits & 1023;
    double magnitude =
        exponent == 0 ? fraction * 0x1p-24 : (1024 + fraction) * Math.pow(2, exponent - 25);
    return (bits & 0x8000) == 0 ? magnitude : -magnitude;
  }

  @Test
  void everyFloat16ComesBack() {
    for (int bits = 0; bits < INFINITY; bits++) {
      assertThat(Float16.of((float) value(bits))).isEqualTo((short) bits);
      assertThat(Float16.of((float) value(bits | 0x8000))).isEqualTo((short) (bits | 0x8000));
      assertThat(Float16.toFloat((short) bits)).isEqualTo((float) value(bits));
      assertThat(Float16.toFloat((short) (bits | 0x8000))).isEqualTo((float) value(bits | 0x8000));
    }
  }

  @Test
  void tiesGoToEvenAndNeighboursOfTiesToTheNearest() {
    for (int bits = 0; bits < INFINITY - 1; bits++) {
      float tie = (float) ((value(bits) + value(bits + 1)) / 2);
      int even = bits + (bits & 1);
      assertThat(Float16.of(tie)).isEqualTo((short) even);
      assertThat(Float16.of(Math.nextDown(tie))).isEqualTo((short) bits);
      assertThat(Float16.of(Math.nextUp(tie))).isEqualTo((short) (bits + 1));
    }
  }

  // numpy.float16(VALUE).view("uint16")
  @ParameterizedTest
  @CsvSource({
    "65519.996, 7bff",
    "65520, 7c00",
    "1e10, 7c00",
    "-1e10, fc00",
    "Infinity, 7c00",
    "-Infinity, fc00",
    "NaN, 7e00",
    "2.9802322e-8, 0",
    "2.9802326e-8, 1",
    "1e-45, 0",
    "-0.0, 8000"
  })
  void extremes(float value, String hexadecimal) {
    assertThat(Integer.toHexString(Float16.of(value) & 0xffff)).isEqualTo(hexadecimal);
  }

  @Test
  void infinityAndNoNumberAreRead() {
    assertThat(Float16.toFloat((short) 0x7c00)).isEqualTo(Float.POSITIVE_INFINITY);
    assertThat(Float16.toFloat((short) 0xfc00)).isEqualTo(Float.NEGATIVE_INFINITY);
    assertThat(Float16.toFloat((short) 0x7e00)).isNaN();
  }

  @Test
  void bytesAreLittleEndian() {
    assertThat(Float16.littleEndian(new float[] {1f, -2f}))
        .containsExactly(0x00, 0x3c, 0x00, (byte) 0xc0);
  }
}
