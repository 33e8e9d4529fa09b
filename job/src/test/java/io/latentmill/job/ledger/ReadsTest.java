package io.latentmill.job.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ReadsTest {
  private static final List<Integer> KEYS = IntStream.range(0, 100).boxed().toList();

  @Test
  void valuesComeInTheOrderOfTheirKeys() throws IOException {
    assertThat(Reads.all(KEYS, 8, key -> key)).isEqualTo(KEYS);
    assertThat(Reads.all(KEYS, 1, key -> key)).isEqualTo(KEYS);
  }

  @Test
  void aFailureIsTheReadsOwn() {
    assertThatThrownBy(
            () ->
                Reads.all(
                    KEYS,
                    8,
                    key -> {
                      throw new IOException("Cannot read " + key);
                    }))
        .isExactlyInstanceOf(IOException.class)
        .hasMessage("Cannot read 0");
  }
}
