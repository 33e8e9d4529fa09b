package io.latentmill.udf.sql;

import io.latentmill.udf.bits.Float16;
import io.latentmill.udf.request.LatentmillException;
import io.latentmill.udf.sql.row.Conversions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;
import java.util.List;

/** Reads functions' arguments, plain values of whatever type of Spark's. */
final class Arguments {
  private static final int DIMENSIONS = 3;

  private Arguments() {}

  /** A value that must be there. */
  static Object given(String name, Object value) {
    if (value == null) {
      throw LatentmillException.user("%s is null", name);
    }
    return value;
  }

  /** An array of numbers, or float16 in little-endian bytes as the job writes latents. */
  static float[] floats(String name, Object value) {
    if (value instanceof byte[] bytes) {
      ShortBuffer halves = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer();
      float[] floats = new float[halves.remaining()];
      for (int i = 0; i < floats.length; i++) {
        floats[i] = Float16.toFloat(halves.get(i));
      }
      return floats;
    }
    List<?> numbers = Conversions.list(name, given(name, value));
    float[] floats = new float[numbers.size()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = Conversions.number(name, given(name, numbers.get(i))).floatValue();
    }
    return floats;
  }

  /** Channels, height and width of latents. */
  static int[] shape(Object value) {
    List<?> sides = Conversions.list("shape", given("shape", value));
    if (sides.size() != DIMENSIONS) {
      throw LatentmillException.user("shape %s is not [channels, height, width]", sides);
    }
    return sides.stream()
        .mapToInt(side -> Conversions.integer("shape", given("shape", side)))
        .toArray();
  }
}
