package io.latentmill.job.run;

import ai.djl.Device;
import ai.djl.util.cuda.CudaUtils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a process takes of its machine's and its devices' memory, for Spark's metrics. */
final class Memory {
  private static final Path SIZES = Path.of("/proc/self/statm");
  private static final long PAGE = 4096;

  private Memory() {}

  /** Bytes in memory of this process, its tensors on the CPU included; 0 where nobody tells. */
  static long ofProcess() {
    try {
      return Long.parseLong(Files.readString(SIZES).split(" ")[1]) * PAGE;
    } catch (IOException e) {
      return 0;
    }
  }

  /** Bytes of a GPU's memory that are taken, by whomever; 0 where nobody tells. */
  static long ofGpu(int number) {
    try {
      return CudaUtils.getGpuMemory(Device.gpu(number)).getUsed();
    } catch (RuntimeException | LinkageError e) {
      return 0;
    }
  }
}
