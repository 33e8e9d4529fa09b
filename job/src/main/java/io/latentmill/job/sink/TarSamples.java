package io.latentmill.job.sink;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;

/** A USTAR archive whose bytes depend on its members alone. */
final class TarSamples implements Closeable {
  /** Two blocks of zeros end an archive. */
  private static final byte[] END = new byte[2 * UstarHeader.BLOCK];

  private final OutputStream target;
  private boolean closed;

  TarSamples(OutputStream target) {
    this.target = target;
  }

  /** Appends a file. */
  void add(String name, byte[] content) throws IOException {
    target.write(UstarHeader.of(name, content.length));
    target.write(content);
    target.write(END, 0, Math.floorMod(-content.length, UstarHeader.BLOCK));
  }

  /** Ends the archive, once, and closes the stream below. */
  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    target.write(END);
    target.close();
  }
}
