package io.latentmill.udf.pipeline;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.latentmill.udf.torch.SeededNoise;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * The noise of a batch: every row draws from its own stream, as it would alone. A draw is made on
 * the CPU in float32 and then moved to the device.
 */
final class RowNoise {
  private final List<SeededNoise> streams;

  RowNoise(List<Long> seeds) {
    streams = seeds.stream().map(SeededNoise::new).toList();
  }

  /** The next draw of every row, [B, channels, height, width] float32. */
  NDArray next(NDManager owner, int channels, int height, int width) {
    int count = channels * height * width;
    FloatBuffer values = FloatBuffer.allocate(streams.size() * count);
    streams.forEach(stream -> values.put(stream.normals(count)));
    return owner.create(values.flip(), new Shape(streams.size(), channels, height, width));
  }
}
