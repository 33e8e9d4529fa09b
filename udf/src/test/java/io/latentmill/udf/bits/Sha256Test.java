package io.latentmill.udf.bits;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class Sha256Test {
  // printf abc | sha256sum
  private static final String ABC =
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

  @Test
  void bytesDigestsAndStreamsGiveOneText() throws IOException {
    byte[] bytes = "abc".getBytes(StandardCharsets.UTF_8);
    MessageDigest digest = Sha256.start();
    digest.update(bytes);

    assertThat(Sha256.hex(bytes)).isEqualTo(ABC);
    assertThat(Sha256.hex(digest)).isEqualTo(ABC);
    assertThat(Sha256.of(new ByteArrayInputStream(bytes)))
        .isEqualTo(new Sha256.Content(bytes.length, ABC));
  }

  // head -c 3000000 /dev/zero | tr '\0' a | sha256sum
  @Test
  void aStreamIsReadToItsEnd() throws IOException {
    byte[] bytes = new byte[3_000_000];
    Arrays.fill(bytes, (byte) 'a');
    assertThat(Sha256.of(new ByteArrayInputStream(bytes)))
        .isEqualTo(
            new Sha256.Content(
                bytes.length, "2a152c894398719c0570f83fac34ac03a0f6e8e474b995c2403aa5434f7b9dd4"));
  }
}
