package io.latentmill.udf.weights;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** From torch's float8_e4m3fn and float8_e5m2. */
class Float8Test {
  @ParameterizedTest
  @CsvSource({
    "0x00, 0.0, 0.0",
    "0x01, 0.001953125, 1.52587890625E-5",
    "0x07, 0.013671875, 1.068115234375E-4",
    "0x08, 0.015625, 1.220703125E-4",
    "0x38, 1.0, 0.5",
    "0x3c, 1.5, 1.0",
    "0x77, 240.0, 28672.0",
    "0x7b, 352.0, 57344.0",
    "0x7e, 448.0, NaN",
    "0x7f, NaN, NaN",
    "0xb9, -1.125, -0.625",
    "0xff, NaN, NaN",
  })
  void readsWhatTheBitsStandFor(String bits, Float e4m3, Float e5m2) {
    byte value = (byte) Integer.decode(bits).intValue();
    assertThat(Float8.ofE4m3(value)).isEqualTo(e4m3);
    assertThat(Float8.ofE5m2(value)).isEqualTo(e5m2);
  }
}
