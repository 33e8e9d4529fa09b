package io.latentmill.udf.torch;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Map;

/**
 * A loaded TorchScript module on one device. It owns the tensors its methods keep; {@link #close}
 * frees them. Calls from several threads are safe where the script's methods are.
 */
public final class ScriptModule implements AutoCloseable {
  private final PtNDManager manager;
  private final PtSymbolBlock block;

  private ScriptModule(PtNDManager manager, PtSymbolBlock block) {
    this.manager = manager;
    this.block = block;
  }

  /** Compiles an archive for a device; its attributes are as the archive says. */
  public static ScriptModule load(ScriptArchive archive, Device device) {
    Torch.configure();
    PtNDManager manager = (PtNDManager) NDManager.newBaseManager(device, Torch.ENGINE);
    try {
      ByteArrayInputStream bytes = new ByteArrayInputStream(archive.toBytes());
      return new ScriptModule(manager, JniUtils.loadModule(manager, bytes, true, false));
    } catch (IOException e) {
      manager.close();
      throw new UncheckedIOException(e);
    } catch (RuntimeException e) {
      manager.close();
      throw e;
    }
  }

  /** The device its tensors live on. */
  public Device device() {
    return manager.getDevice();
  }

  /**
   * Calls a method that returns one tensor.
   *
   * @param owner the result's manager
   * @param arguments NDArray, NDList (a {@code List[Tensor]}), Integer, Long, Double, Boolean,
   *     String, long[], double[]
   */
  public NDArray tensor(NDManager owner, String method, Object... arguments) {
    try (IValue result = run(method, arguments)) {
      return result.toTensor((PtNDManager) owner);
    }
  }

  /** Calls a method that returns a list of tensors; see {@link #tensor}. */
  public NDList tensors(NDManager owner, String method, Object... arguments) {
    try (IValue result = run(method, arguments)) {
      return new NDList(result.toTensorArray((PtNDManager) owner));
    }
  }

  /** Calls a method for its effect; see {@link #tensor}. */
  public void call(String method, Object... arguments) {
    run(method, arguments).close();
  }

  /** Calls a method that returns a number; see {@link #tensor}. */
  public long number(String method, Object... arguments) {
    try (IValue result = run(method, arguments)) {
      return result.toLong();
    }
  }

  /**
   * Calls a method that gradients flow through in {@link GradientMode}: of all calls only these and
   * {@link #define} may be followed by {@link GradientMode#backward}.
   *
   * @param owner the results' manager
   * @param inputs the method's one argument, a {@code Dict[str, Tensor]}; each array under one name
   * @return the method's tensor, or its list of tensors
   */
  public NDList differentiable(NDManager owner, String method, Map<String, NDArray> inputs) {
    Torch.enterThread();
    try (NDArray call = owner.create(0)) {
      NDList arguments = new NDList(call);
      call.setName("module_method:" + method);
      inputs.forEach(
          (name, array) -> {
            array.setName("inputs." + name);
            arguments.add(array);
          });
      return IValueUtils.forward(block, arguments, true);
    }
  }

  /**
   * Calls a method that keeps tensors; its result is an empty list. Those that {@link #call} makes
   * are of no use to gradients ever after: torch calls them inference tensors.
   *
   * @param inputs see {@link #differentiable}; at least one
   */
  public void define(String method, Map<String, NDArray> inputs) {
    differentiable(inputs.values().iterator().next().getManager(), method, inputs);
  }

  private IValue run(String method, Object... arguments) {
    IValue[] values = new IValue[arguments.length];
    try {
      for (int i = 0; i < arguments.length; i++) {
        values[i] = value(arguments[i]);
      }
      Torch.enterThread();
      return IValueUtils.runMethod(block, method, values);
    } finally {
      Arrays.stream(values).filter(value -> value != null).forEach(IValue::close);
    }
  }

  private static IValue value(Object argument) {
    if (argument instanceof NDArray array) {
      return IValue.from((PtNDArray) array);
    } else if (argument instanceof NDList list) {
      return IValue.listFrom(list.stream().map(PtNDArray.class::cast).toArray(PtNDArray[]::new));
    } else if (argument instanceof Integer number) {
      return IValue.from((long) number);
    } else if (argument instanceof Long number) {
      return IValue.from(number);
    } else if (argument instanceof Double number) {
      return IValue.from(number);
    } else if (argument instanceof Boolean truth) {
      return IValue.from(truth);
    } else if (argument instanceof String text) {
      return IValue.from(text);
    } else if (argument instanceof long[] numbers) {
      return IValue.listFrom(numbers);
    } else if (argument instanceof double[] numbers) {
      return IValue.listFrom(numbers);
    }
    throw new IllegalArgumentException("Cannot pass to a script: " + argument);
  }

  @Override
  public void close() {
    block.close();
    manager.close();
  }
}
