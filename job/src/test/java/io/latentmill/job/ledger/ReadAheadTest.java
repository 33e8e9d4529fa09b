package io.latentmill.job.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ReadAheadTest {
  private static final int READERS = 3;
  private static final List<Integer> KEYS = IntStream.range(0, 20).boxed().toList();

  @Test
  void allComeInOrderAndFewAreAhead() {
    AtomicInteger reads = new AtomicInteger();
    Iterator<String> values =
        new ReadAhead<>(
            KEYS,
            READERS,
            key -> {
              reads.incrementAndGet();
              return "value " + key;
            });
    List<String> seen = new ArrayList<>();
    while (values.hasNext()) {
      seen.add(values.next());
      assertThat(reads.get() - seen.size()).isLessThan(2 * READERS);
    }

    assertThat(seen).containsExactlyElementsOf(KEYS.stream().map(key -> "value " + key).toList());
    assertThat(reads).hasValue(KEYS.size());
  }

  @Test
  void whatCannotBeReadEndsTheIteration() {
    Iterator<Integer> values =
        new ReadAhead<>(
            KEYS,
            READERS,
            key -> {
              if (key == 7) {
                throw new IOException("key 7 is gone");
              }
              return key;
            });

    assertThatThrownBy(() -> values.forEachRemaining(key -> {}))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessage("key 7 is gone");
  }
}
