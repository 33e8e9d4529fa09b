package io.latentmill.udf.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.latentmill.udf.weights.DType;
import io.latentmill.udf.weights.TensorInfo;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Tensors of a file as NDArrays. */
final class Tensors {
  private Tensors() {}

  /**
   * A tensor over the buffer's remaining bytes, in the file's own dtype, but float32 for bfloat16.
   * On the CPU it may share the buffer's memory: use it before the buffer is filled again.
   */
  static NDArray of(NDManager manager, TensorInfo info, ByteBuffer bytes) {
    ByteBuffer values = info.dtype() == DType.BF16 ? widened(bytes) : bytes;
    return manager.create(values, new Shape(info.shape()), type(info));
  }

  /**
   * The engine's Java side ends the process at bfloat16. A bfloat16 is the upper half of the
   * float32 of the same value.
   */
  private static ByteBuffer widened(ByteBuffer bytes) {
    ByteBuffer wide =
        ByteBuffer.allocateDirect(Math.multiplyExact(2, bytes.remaining()))
            .order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer halves = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
    while (halves.hasRemaining()) {
      wide.putInt(halves.getShort() << 16);
    }
    return wide.flip();
  }

  private static DataType type(TensorInfo info) {
    return switch (info.dtype()) {
      case F64 -> DataType.FLOAT64;
      case F32, BF16 -> DataType.FLOAT32;
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
