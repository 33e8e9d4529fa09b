package io.latentmill.udf.torch;

import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.pytorch.jni.JniUtils;
import io.latentmill.udf.request.LatentmillException;

/** Process-wide settings of the PyTorch engine. */
public final class Torch {
  /** The engine's name in DJL. */
  public static final String ENGINE = "PyTorch";

  private static final ThreadLocal<Boolean> ENTERED = ThreadLocal.withInitial(() -> false);

  /** libtorch keeps the number by thread, and takes up another one only where it is told. */
  private static final ThreadLocal<Integer> APPLIED = ThreadLocal.withInitial(() -> 0);

  /** 0: as libtorch finds it, by OMP_NUM_THREADS or the machine's processors. */
  private static volatile int threads;

  private Torch() {}

  /**
   * Loads the engine without any network access or tracking. Repeated calls are cheap.
   *
   * <p>DJL reads these settings when its classes are initialised, so this comes before every other
   * use of DJL.
   *
   * @throws LatentmillException (user) naming what is missing, if there is no libtorch
   */
  public static void configure() {
    System.setProperty("ai.djl.offline", "true");
    System.setProperty("OPT_OUT_TRACKING", "true");
    try {
      Engine.getEngine(ENGINE);
    } catch (EngineException | LinkageError e) {
      throw MissingLibtorch.of(e);
    }
  }

  /**
   * Sets how many threads an operation on the CPU takes in this process from now on. Kernels cut
   * their sums by that number, so that results depend on it in their last bits: images are equal
   * only where it is. The environment has no say any more.
   */
  public static void useThreads(int number) {
    if (number < 1) {
      throw new IllegalArgumentException("Cannot compute with %d threads".formatted(number));
    }
    threads = number;
  }

  /**
   * Prepares the calling thread: the graph executor's profiling recompiles for every new shape,
   * which costs seconds and gains nothing here; gradients are off.
   */
  static void enterThread() {
    if (!ENTERED.get()) {
      JniUtils.setGraphExecutorOptimize(false);
      JniUtils.setGradMode(false);
      ENTERED.set(true);
    }
    int wanted = threads;
    if (wanted != APPLIED.get()) {
      JniUtils.setNumThreads(wanted);
      APPLIED.set(wanted);
    }
  }
}
