package io.latentmill.udf.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.latentmill.udf.weights.TensorInfo;
import java.nio.ByteBuffer;

/** Tensors of a file as NDArrays. */
final class Tensors {
  private Tensors() {}

  /**
   * A tensor over the buffer's remaining bytes, in the file's own dtype. On the CPU it shares the
   * buffer's memory: use it before the buffer is filled again.
   */
  static NDArray of(NDManager manager, TensorInfo info, ByteBuffer bytes) {
    return manager.create(bytes, new Shape(info.shape()), type(info));
  }

  private static DataType type(TensorInfo info) {
    return switch (info.dtype()) {
      case F64 -> DataType.FLOAT64;
      case F32 -> DataType.FLOAT32;
      case F16 -> DataType.FLOAT16;
      case BF16 -> DataType.BFLOAT16;
      case I64 -> DataType.INT64;
      case I32 -> DataType.INT32;
      case I16 -> DataType.INT16;
      case I8 -> DataType.INT8;
      case U8 -> DataType.UINT8;
      case BOOL -> DataType.BOOLEAN;
    };
  }
}
