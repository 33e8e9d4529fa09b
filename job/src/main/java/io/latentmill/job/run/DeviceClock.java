package io.latentmill.job.run;

import java.util.concurrent.atomic.AtomicLong;

/** How long this process's devices were busy generating. */
final class DeviceClock {
  private static final AtomicLong BUSY_NANOS = new AtomicLong();

  private DeviceClock() {}

  static void add(long nanos) {
    BUSY_NANOS.addAndGet(nanos);
  }

  static long busyMillis() {
    return BUSY_NANOS.get() / 1_000_000;
  }
}
