package io.latentmill.udf.torch;

import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.JniUtils;

/** Process-wide settings of the PyTorch engine. */
public final class Torch {
  /** The engine's name in DJL. */
  public static final String ENGINE = "PyTorch";

  private static final ThreadLocal<Boolean> ENTERED = ThreadLocal.withInitial(() -> false);

  private Torch() {}

  /**
   * Loads the engine without any network access or tracking. Repeated calls are cheap.
   *
   * <p>DJL reads these settings when its classes are initialised, so this comes before every other
   * use of DJL.
   */
  public static void configure() {
    System.setProperty("ai.djl.offline", "true");
    System.setProperty("OPT_OUT_TRACKING", "true");
    Engine.getEngine(ENGINE);
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
  }
}
