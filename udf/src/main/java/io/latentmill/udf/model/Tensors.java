package io.latentmill.udf.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.latentmill.udf.weights.DType;
import io.latentmill.udf.weights.Float8;
import io.latentmill.udf.weights.TensorInfo;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Consumer;

/** Tensors of a file as NDArrays. */
final class Tensors {
  private Tensors() {}

  /**
   * A tensor over the buffer's remaining bytes, in the file's own dtype, but float32 for those that
   * the engine's Java side does not know. On the CPU it may share the buffer's memory: use it
   * before the buffer is filled again.
   */
  static NDArray of(NDManager manager, TensorInfo info, ByteBuffer bytes) {
    return manager.create(values(info.dtype(), bytes), new Shape(info.shape()), type(info));
  }

  private static ByteBuffer values(DType dtype, ByteBuffer bytes) {
    ByteBuffer narrow = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
    return switch (dtype) {
      // A bfloat16 is the upper half of the float32 of the same value.
      case BF16 -> widened(narrow, dtype, wide -> wide.putInt(narrow.getShort() << 16));
      case F8_E4M3 -> widened(narrow, dtype, wide -> wide.putFloat(Float8.ofE4m3(narrow.get())));
      case F8_E5M2 -> widened(narrow, dtype, wide -> wide.putFloat(Float8.ofE5m2(narrow.get())));
      default -> bytes;
    };
  }

  private static ByteBuffer widened(ByteBuffer narrow, DType dtype, Consumer<ByteBuffer> next) {
    int growth = Float.BYTES / dtype.bytes();
    ByteBuffer wide =
        ByteBuffer.allocateDirect(Math.multiplyExact(growth, narrow.remaining()))
            .order(ByteOrder.LITTLE_ENDIAN);
    while (narrow.hasRemaining()) {
      next.accept(wide);
    }
    return wide.flip();
  }

  private static DataType type(TensorInfo info) {
    return switch (info.dtype()) {
      case F64 -> DataType.FLOAT64;
      case F32, BF16, F8_E4M3, F8_E5M2 -> DataType.FLOAT32;
      case F16 -> DataType.FLOAT16;
      case I64 -> DataType.INT64;
      case I32 -> DataType.INT32;
      case I16 -> DataType.INT16;
      case I8 -> DataType.INT8;
      case U8 -> DataType.UINT8;
      case BOOL -> DataType.BOOLEAN;
    };
  }
}
