package io.latentmill.job.run;

import java.util.concurrent.atomic.DoubleAdder;

/** How long this process's devices were busy generating. */
final class DeviceClock {
  private static final DoubleAdder BUSY_MILLIS = new DoubleAdder();

  private DeviceClock() {}

  static void add(double millis) {
    BUSY_MILLIS.add(millis);
  }

  static long busyMillis() {
    return (long) BUSY_MILLIS.sum();
  }
}
