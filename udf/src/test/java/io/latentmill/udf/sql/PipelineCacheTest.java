package io.latentmill.udf.sql;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import io.latentmill.udf.GoldenTensors;
import io.latentmill.udf.pipeline.load.PipelineSpec;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A device keeps the pipelines that were used last, as many as fit. */
class PipelineCacheTest {
  private static final TaskDevice CPU = new TaskDevice(Device.cpu(), Optional.empty());
  private static final PipelineSpec ONE = spec("tiny-sd1");
  private static final PipelineSpec OTHER = spec("tiny-sd1-lcm");
  private static final long ENOUGH = 1L << 40;

  @AfterEach
  void clear() {
    PipelineCache.clear();
  }

  @Test
  void thoseThatFitStay() {
    assertThat(loadsFor(ONE, ENOUGH)).isEqualTo(1);
    assertThat(loadsFor(OTHER, ENOUGH)).isEqualTo(1);
    assertThat(loadsFor(ONE, ENOUGH)).isZero();
  }

  @Test
  void theOneUsedLongestAgoMakesRoom() {
    loadsFor(ONE, 1);
    assertThat(loadsFor(ONE, 1)).isZero();
    assertThat(loadsFor(OTHER, 1)).isEqualTo(1);
    assertThat(loadsFor(ONE, 1)).isEqualTo(1);
  }

  @Test
  void oneInUseIsNotClosed() {
    long loads = use(ONE, 1, () -> loadsFor(OTHER, 1) + loadsFor(ONE, 1));
    assertThat(loads).isEqualTo(1);
  }

  private static long loadsFor(PipelineSpec spec, long room) {
    long before = PipelineCache.loads();
    use(spec, room, () -> 0L);
    return PipelineCache.loads() - before;
  }

  private static long use(PipelineSpec spec, long room, LongSupplier work) {
    return PipelineCache.use(
        spec,
        CPU,
        new Configuration(false),
        new DeviceRoom(room),
        pipeline -> {
          assertThat(pipeline.config().family()).isEqualTo("sd1");
          return work.getAsLong();
        });
  }

  private static PipelineSpec spec(String checkpoint) {
    return PipelineSpec.of(
        GoldenTensors.folder().resolve("checkpoints").resolve(checkpoint).toUri().toString());
  }
}
