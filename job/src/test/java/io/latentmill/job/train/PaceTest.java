package io.latentmill.job.train;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PaceTest {
  @Test
  void countsStepsOfThisRunOnly() {
    Pace pace = new Pace(100, 8, 0);
    assertThat(pace.text(110, 210, 20_000_000_000L)).isEqualTo("4.0 images/s, 0:03:20 left");
    assertThat(pace.text(210, 210, 220_000_000_000L)).isEqualTo("4.0 images/s, 0:00:00 left");
  }
}
