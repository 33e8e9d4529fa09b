package io.latentmill.job.sink.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SampleKeyTest {
  @ParameterizedTest
  @ValueSource(strings = {"0", "a_b-c", "HASH~1", "-rf", "~"})
  void cleanIdsAreTheirOwnKeys(String id) {
    assertThat(SampleKey.of(id)).isEqualTo(id);
  }

  // printf %s ID | sha256sum
  @ParameterizedTest
  @CsvSource({
    "a/b,a_b!c14cddc033f64b9d",
    "../x,x!d6b96a97d147daaa",
    "..,id!5ec1f7e700f37c3d",
    "'',id!e3b0c44298fc1c14",
    "a.b.c,a_b_c!845e30448809e2bc",
    "C:\\dos,C__dos!b0c383d259967c85"
  })
  void otherIdsGetACleanPrefixAndAHash(String id, String key) {
    assertThat(SampleKey.of(id)).isEqualTo(key);
  }

  @Test
  void longIdsAreCut() {
    assertThat(SampleKey.of("x".repeat(80))).hasSize(80);
    assertThat(SampleKey.of("x".repeat(81))).matches("x{40}![0-9a-f]{16}");
  }

  @Test
  void anIdThatLooksLikeAHashedKeyIsHashedItself() {
    String key = SampleKey.of("a/b");
    assertThat(SampleKey.of(key)).isNotEqualTo(key);
  }

  @Test
  void noKeyHidesItsFile() {
    assertThat(SampleKey.of("__x")).matches("x![0-9a-f]{16}");
  }
}
