package io.latentmill.udf.weights;

import io.latentmill.udf.request.LatentmillException;
import io.latentmill.udf.weights.SafetensorsHeader.Span;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * One safetensors file on any Hadoop FileSystem: eight bytes of header length, a JSON header, the
 * data. The header is checked when the file is opened; tensors are read by position through one
 * open stream, in small pieces, straight into the caller's buffer. Thread-safe.
 */
public final class SafetensorsFile implements TensorSource {
  /** The reference implementation's own limit. */
  private static final long MAX_HEADER_BYTES = 100_000_000;

  private static final int LENGTH_BYTES = 8;
  private static final int PIECE_BYTES = 1 << 20;

  private final String path;
  private final FSDataInputStream stream;
  private final SafetensorsHeader header;
  private final long dataStart;

  private SafetensorsFile(
      String path, FSDataInputStream stream, SafetensorsHeader header, long dataStart) {
    this.path = path;
    this.stream = stream;
    this.header = header;
    this.dataStart = dataStart;
  }

  /**
   * Opens a file and checks its header. The caller closes it.
   *
   * @throws LatentmillException (model) naming the file and the tensor when the header is wrong,
   *     (resource) when the storage fails
   */
  public static SafetensorsFile open(Path path, Configuration configuration) {
    try {
      FileSystem fileSystem = path.getFileSystem(configuration);
      long fileBytes = fileSystem.getFileStatus(path).getLen();
      FSDataInputStream stream = fileSystem.open(path);
      try {
        return read(path.toString(), stream, fileBytes);
      } catch (IOException | RuntimeException e) {
        stream.close();
        throw e;
      }
    } catch (IOException e) {
      throw Unreadable.file(path.toString(), e);
    }
  }

  private static SafetensorsFile read(String path, FSDataInputStream stream, long fileBytes)
      throws IOException {
    if (fileBytes < LENGTH_BYTES) {
      throw LatentmillException.model(
          "Cannot read %s: %d bytes are too few for a safetensors file", path, fileBytes);
    }
    byte[] length = new byte[LENGTH_BYTES];
    stream.readFully(0, length);
    long headerBytes = ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getLong();
    if (headerBytes < 0 || headerBytes > Math.min(MAX_HEADER_BYTES, fileBytes - LENGTH_BYTES)) {
      // Small lengths begin as a pickle does, so that nothing is told by the beginning before.
      throw Pickles.refusal(path, length)
          .orElseGet(
              () ->
                  LatentmillException.model(
                      "Cannot read %s: a header of %s bytes does not fit (is it safetensors? pickled files are never opened)",
                      path, Long.toUnsignedString(headerBytes)));
    }
    byte[] json = new byte[(int) headerBytes];
    stream.readFully(LENGTH_BYTES, json);
    long dataStart = LENGTH_BYTES + headerBytes;
    SafetensorsHeader header = SafetensorsHeaderParser.parse(path, json, fileBytes - dataStart);
    return new SafetensorsFile(path, stream, header, dataStart);
  }

  /** The strings that its writer left under {@code __metadata__}. */
  public Map<String, String> metadata() {
    return header.metadata();
  }

  @Override
  public Set<String> names() {
    return Collections.unmodifiableSet(header.spans().keySet());
  }

  @Override
  public TensorInfo info(String name) {
    return span(name).info();
  }

  @Override
  public void read(String name, long offset, ByteBuffer target) {
    Span span = span(name);
    long position = dataStart + span.begin() + offset;
    if (offset < 0 || target.remaining() > span.end() - span.begin() - offset) {
      throw new IndexOutOfBoundsException(
          "bytes " + offset + " + " + target.remaining() + " of " + span.info());
    }
    byte[] piece = new byte[Math.min(PIECE_BYTES, target.remaining())];
    try {
      while (target.hasRemaining()) {
        int count = Math.min(piece.length, target.remaining());
        stream.readFully(position, piece, 0, count);
        target.put(piece, 0, count);
        position += count;
      }
    } catch (IOException e) {
      throw Unreadable.file("tensor " + name + " in " + path, e);
    }
  }

  private Span span(String name) {
    Span span = header.spans().get(name);
    if (span == null) {
      throw LatentmillException.model(
          "Cannot read tensor %s in %s: there is none of that name", name, path);
    }
    return span;
  }

  @Override
  public String describe() {
    return path;
  }

  @Override
  public void close() {
    try {
      stream.close();
    } catch (IOException e) {
      throw Unreadable.file(path, e);
    }
  }
}
