package io.latentmill.udf.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;

/**
 * While it is open, the calling thread's operations are remembered, so that {@link #backward} can
 * go back through them. Everywhere else gradients are off. Not to be nested.
 *
 * <p>DJL's own collector of gradients is one for a process and walks all arrays that there are; a
 * process may train on several devices at once.
 */
public final class GradientMode implements AutoCloseable {
  private GradientMode() {}

  /** Remembers from now on. */
  public static GradientMode enter() {
    Torch.enterThread();
    JniUtils.setGradMode(true);
    return new GradientMode();
  }

  /** Makes an array a leaf: {@link #backward} adds to its gradient. */
  public static void watch(NDArray leaf) {
    JniUtils.attachGradient((PtNDArray) leaf, true);
  }

  /** Sets the gradient of a leaf back to zero. */
  public static void clear(NDArray leaf) {
    JniUtils.zeroGrad((PtNDArray) leaf);
  }

  /** Adds the derivatives of a scalar to the gradients of all leaves that it was computed from. */
  public void backward(NDArray scalar) {
    try (NDArray one = scalar.onesLike()) {
      JniUtils.backward((PtNDArray) scalar, (PtNDArray) one, false, false);
    }
  }

  @Override
  public void close() {
    JniUtils.setGradMode(false);
  }
}
