package io.latentmill.job.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class FailureBudgetTest {
  private final AtomicInteger stops = new AtomicInteger();

  @Test
  void stopsTheRunOnceItIsUsedUp() {
    FailureBudget budget = budget(OptionalLong.of(5), 2);
    budget.advanced(0, 3, 1);
    budget.advanced(1, 4, 0);
    assertThat(budget.exhausted()).isFalse();
    budget.advanced(2, 2, 2);
    budget.advanced(3, 0, 4);
    assertThat(budget.exhausted()).isTrue();
    assertThat(stops).hasValue(1);
    assertThat(budget.message()).isEqualTo("9 rows failed, --max-failures is 5");
  }

  @Test
  void countsRowsOfATaskThatIsTriedAgainOnce() {
    FailureBudget budget = budget(OptionalLong.of(4), 0);
    for (int attempt = 0; attempt < 3; attempt++) {
      budget.advanced(7, 1, 3);
    }
    assertThat(budget.exhausted()).isFalse();
    assertThat(stops).hasValue(0);
  }

  @Test
  void withoutALimitNothingStops() {
    FailureBudget budget = budget(OptionalLong.empty(), 1_000_000);
    budget.advanced(0, 0, 4);
    assertThat(budget.exhausted()).isFalse();
    assertThat(stops).hasValue(0);
  }

  private FailureBudget budget(OptionalLong most, long before) {
    return new FailureBudget(most, before, stops::incrementAndGet, Progress.SILENT);
  }
}
