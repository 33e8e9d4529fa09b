package io.latentmill.job.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ExecutorHealthTest {
  private static final long PATIENCE = 30;

  private final AtomicLong clock = new AtomicLong();
  private final ExecutorHealth health = new ExecutorHealth(clock::get);

  @BeforeEach
  void begin() {
    health.begin();
  }

  @Test
  void hopesWhileAnExecutorMayStillComeOrIsBeingChecked() {
    clock.addAndGet(1000);
    assertThat(health.hopeless(PATIENCE)).isEmpty();
    health.added("0", "host-a");
    health.reported(new HealthNotice("1", "host-b", "no libtorch"));
    clock.addAndGet(1000);
    assertThat(health.hopeless(PATIENCE)).isEmpty();
    health.reported(new HealthNotice("0", "host-a", "no model"));
    clock.addAndGet(PATIENCE - 1);
    assertThat(health.hopeless(PATIENCE)).isEmpty();
    clock.addAndGet(1);
    assertThat(health.hopeless(PATIENCE))
        .contains("No executor can work: on host-b: no libtorch; on host-a: no model");
  }

  @Test
  void oneFitExecutorIsEnoughAndItsLossIsNot() {
    health.reported(new HealthNotice("0", "host-a", ""));
    health.reported(new HealthNotice("1", "host-b", "no libtorch"));
    clock.addAndGet(1000);
    assertThat(health.anyIsFit()).isTrue();
    assertThat(health.hopeless(PATIENCE)).isEmpty();
    health.removed("0");
    clock.addAndGet(1000);
    assertThat(health.anyIsFit()).isFalse();
    assertThat(health.hopeless(PATIENCE)).isPresent();
  }

  @Test
  void aReportThatCameBeforeSparksOwnNoticeStands() {
    health.reported(new HealthNotice("0", "host-a", ""));
    health.added("0", "host-a");
    assertThat(health.anyIsFit()).isTrue();
  }

  @Test
  void anExecutorThatDiesInItsCheckIsUnfit() {
    health.added("0", "host-a");
    health.removed("0");
    assertThat(health.hopeless(0))
        .contains(
            "No executor can work: on host-a: the executor died while it checked libtorch, device"
                + " and model");
  }

  @Test
  void tellsEachFaultOfAHostOnce() {
    List<String> told = new ArrayList<>();
    health.reported(new HealthNotice("0", "host-a", "no libtorch"));
    health.tellTo(told::add);
    health.removed("0");
    health.reported(new HealthNotice("1", "host-a", "no libtorch"));
    health.reported(new HealthNotice("2", "host-b", "no libtorch"));
    assertThat(told)
        .containsExactly(
            "executor 0 on host-a takes no work: no libtorch",
            "executor 2 on host-b takes no work: no libtorch");
  }
}
