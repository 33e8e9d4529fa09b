package io.latentmill.udf.pipeline;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.latentmill.udf.request.ImageSize;
import io.latentmill.udf.torch.SeededNoise;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * The noise of a batch: every row draws from its own stream, as it would alone. A draw is made on
 * the CPU in float32 and then moved to the device.
 */
final class RowNoise {
  private final List<SeededNoise> streams;
  private final Shape row;

  private RowNoise(List<SeededNoise> streams, Shape row) {
    this.streams = streams;
    this.row = row;
  }

  /** Noise in the shape of a batch's latents, of which no draw has been made. */
  static RowNoise of(Batch batch, int channels) {
    ImageSize size = batch.key().size();
    return new RowNoise(
        batch.requests().stream().map(request -> new SeededNoise(request.seed())).toList(),
        new Shape(channels, size.latentHeight(), size.latentWidth()));
  }

  /** The next draw of every row, [B, C, h, w] float32. */
  NDArray next(NDManager owner) {
    int count = (int) row.size();
    FloatBuffer values = FloatBuffer.allocate(streams.size() * count);
    streams.forEach(stream -> values.put(stream.normals(count)));
    return owner.create(values.flip(), new Shape(streams.size()).addAll(row));
  }
}
