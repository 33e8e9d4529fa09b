package io.latentmill.udf.sql;

import ai.djl.Device;
import ai.djl.util.cuda.CudaUtils;
import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/**
 * How much of a device several pipelines may take together.
 *
 * @param weights bytes of all their weights
 */
record DeviceRoom(long weights) {
  /** The rest is for what is computed with them. */
  private static final double SHARE = 0.5;

  /** Half of a GPU's memory, or of the host's. */
  static DeviceRoom of(Device device) {
    long memory =
        device.isGpu()
            ? CudaUtils.getGpuMemory(device).getMax()
            : ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
    return new DeviceRoom((long) (SHARE * memory));
  }
}
