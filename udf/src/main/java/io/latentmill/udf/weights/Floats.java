package io.latentmill.udf.weights;

import io.latentmill.udf.bits.Float16;
import io.latentmill.udf.request.LatentmillException;
import java.nio.ByteBuffer;

/** Small tensors as numbers of this language, whatever floating type they are stored in. */
public final class Floats {
  private Floats() {}

  /** All elements, in row-major order. */
  public static float[] read(TensorSource source, String name) {
    TensorInfo info = source.info(name);
    if (!info.dtype().isFloating()) {
      throw LatentmillException.model(
          "Cannot read tensor %s in %s: it holds no floating-point numbers",
          info, source.describe());
    }
    ByteBuffer bytes = source.read(name);
    float[] values = new float[(int) info.elements()];
    for (int i = 0; i < values.length; i++) {
      values[i] = next(bytes, info.dtype());
    }
    return values;
  }

  /** The only element, of whatever type: some trainers write whole numbers. */
  public static float readOne(TensorSource source, String name) {
    if (source.info(name).elements() != 1) {
      throw LatentmillException.model(
          "Cannot read tensor %s in %s: it is no single number",
          source.info(name), source.describe());
    }
    DType dtype = source.info(name).dtype();
    ByteBuffer bytes = source.read(name);
    return switch (dtype) {
      case I64 -> bytes.getLong();
      case I32 -> bytes.getInt();
      case I16 -> bytes.getShort();
      case I8, U8 -> bytes.get();
      default -> read(source, name)[0];
    };
  }

  private static float next(ByteBuffer bytes, DType dtype) {
    return switch (dtype) {
      case F64 -> (float) bytes.getDouble();
      case F32 -> bytes.getFloat();
      case F16 -> Float16.toFloat(bytes.getShort());
      case BF16 -> Float.intBitsToFloat(bytes.getShort() << 16);
      case F8_E4M3 -> Float8.ofE4m3(bytes.get());
      case F8_E5M2 -> Float8.ofE5m2(bytes.get());
      default -> throw new IllegalArgumentException(dtype + " is not floating");
    };
  }
}
