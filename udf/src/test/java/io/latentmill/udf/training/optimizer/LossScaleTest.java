package io.latentmill.udf.training.optimizer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The rule of torch's GradScaler with its defaults: 65536, half, double after 2000 steps. */
class LossScaleTest {
  @Test
  void halvesAtAnOverflowAndSkipsTheStep() {
    LossScale scale = LossScale.dynamic();
    assertThat(scale.factor()).isEqualTo(65536);
    assertThat(scale.skips(true)).isFalse();
    assertThat(scale.factor()).isEqualTo(65536);
    assertThat(scale.skips(false)).isTrue();
    assertThat(scale.factor()).isEqualTo(32768);
    assertThat(scale.goodSteps()).isZero();
  }

  @Test
  void doublesAfterTwoThousandGoodStepsInARow() {
    LossScale scale = LossScale.dynamic();
    good(scale, 1999);
    scale.skips(false);
    good(scale, 1999);
    assertThat(scale.factor()).isEqualTo(32768);
    good(scale, 1);
    assertThat(scale.factor()).isEqualTo(65536);
    assertThat(scale.goodSteps()).isZero();
  }

  /** Gradients that are not finite even unscaled are the training's own fault. */
  @Test
  void skipsNoMoreBelowOne() {
    LossScale scale = LossScale.dynamic();
    for (int i = 0; i < 16; i++) {
      assertThat(scale.skips(false)).isTrue();
    }
    assertThat(scale.factor()).isEqualTo(1);
    assertThat(scale.skips(false)).isFalse();
  }

  @Test
  void goesOnWhereAnotherOneWas() {
    LossScale scale = LossScale.dynamic();
    scale.restore(8, 1998);
    good(scale, 2);
    assertThat(scale.factor()).isEqualTo(16);
  }

  @Test
  void leavesFloat32Alone() {
    LossScale scale = LossScale.none();
    assertThat(scale.skips(false)).isFalse();
    good(scale, 2001);
    assertThat(scale.factor()).isEqualTo(1);
  }

  private static void good(LossScale scale, int steps) {
    for (int i = 0; i < steps; i++) {
      assertThat(scale.skips(true)).isFalse();
    }
  }
}
