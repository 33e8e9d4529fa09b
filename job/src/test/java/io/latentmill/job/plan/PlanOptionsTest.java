package io.latentmill.job.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

/** Weights against a shard, and what an image is estimated to cost. */
class PlanOptionsTest {
  @Test
  void shardsAreCutByRowsOrByBytesWhicheverIsTighter() {
    PlanOptions rows = new PlanOptions(4, 100, 1_000_000, 250, 1);

    assertThat(rows.batchWeight(1000, 4) * 25).isEqualTo(rows.shardCapacity());
    assertThat(rows.batchWeight(100_000, 1) * 10).isEqualTo(rows.shardCapacity());
    assertThat(rows.batchWeight(900_000, 4)).isEqualTo(rows.shardCapacity());
    assertThat(rows.bucketWeight(1000, 6)).isEqualTo(6 * 1_000_000);
    assertThat(rows.shardsPerChunk()).isEqualTo(2);
  }

  @Test
  void impossibleOptionsAreNamed() {
    assertThatThrownBy(() -> new PlanOptions(0, 1, 1, 1, 1))
        .hasMessage("batch-size 0 is not positive");
    assertThatThrownBy(() -> new PlanOptions(1, 1, 1L << 40, 1, 1))
        .hasMessage("shard-bytes 1099511627776 exceeds 68719476736");
    assertThatThrownBy(() -> new PlanOptions(1, 1, 1, 1, 0))
        .hasMessage("bytes per pixel 0.0 are not in 0..1024");
  }

  @Test
  void costsFollowTheCountedOnes() {
    CostModel one = CostModel.sd(1);
    double small = unet(one, 512 * 512);
    double large = unet(one, 768 * 768);

    assertThat(small).isCloseTo(2 * 401.6 / 1000, Percentage.withPercentage(0.5));
    assertThat(large).isCloseTo(2 * 1074.0 / 1000, Percentage.withPercentage(0.5));
    assertThat(unet(CostModel.sdxl(1), 512 * 512))
        .isCloseTo(2 * 794.0 / 1000, Percentage.withPercentage(0.5));
  }

  /** Seconds that one more unguided step takes. */
  private static double unet(CostModel cost, long pixels) {
    return cost.seconds(work(pixels, 2)) - cost.seconds(work(pixels, 1));
  }

  private static CostModel.Work work(long pixels, int steps) {
    return new CostModel.Work(pixels, steps, false, 0.8, false, 0);
  }
}
