package io.latentmill.job.sink.commit;

import io.latentmill.udf.bits.Sha256;
import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.StreamCapabilities;

/**
 * A file of a chunk attempt while it is written: counts and hashes what goes through. Either {@link
 * #close()} completes it or {@link #abort()} gives it up; after that, what a writer above still
 * flushes is swallowed, so that the writer can be closed for its own buffers' sake without
 * publishing half a file. Confined to one thread at a time.
 */
public final class HashedFile extends OutputStream {
  private enum State {
    OPEN,
    COMPLETE,
    ABORTED
  }

  private final OutputArea area;
  private final String name;
  private final FSDataOutputStream target;
  private final MessageDigest digest;
  private long bytes;
  private String sha256 = "";
  private State state = State.OPEN;

  HashedFile(OutputArea area, String name, FSDataOutputStream target) {
    this.area = area;
    this.name = name;
    this.target = target;
    this.digest = Sha256.start();
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] source, int offset, int length) throws IOException {
    switch (state) {
      case OPEN -> {
        target.write(source, offset, length);
        digest.update(source, offset, length);
        bytes += length;
      }
      case COMPLETE -> throw new IOException("Cannot write to " + name + ": it is complete");
      case ABORTED -> {}
    }
  }

  @Override
  public void flush() throws IOException {
    if (state == State.OPEN) {
      target.flush();
    }
  }

  /** How many bytes were written so far. */
  public long position() {
    return bytes;
  }

  /** Completes the file; without effect on one that is complete or aborted. */
  @Override
  public void close() throws IOException {
    if (state == State.OPEN) {
      target.close();
      sha256 = Sha256.hex(digest);
      state = State.COMPLETE;
    }
  }

  /**
   * Gives an open file up. An S3 upload is dropped, since closing it would publish the half; on
   * other file systems the half stays below the task's work path until the attempt is cleaned.
   */
  public void abort() throws IOException {
    if (state != State.OPEN) {
      return;
    }
    state = State.ABORTED;
    if (target.hasCapability(StreamCapabilities.ABORTABLE_STREAM)) {
      target.abort();
    } else {
      target.close();
    }
  }

  /**
   * What was written.
   *
   * @param rows how many rows of the plan the file holds
   * @throws IllegalStateException if the file is not complete
   */
  public FileReceipt receipt(long rows) {
    if (state != State.COMPLETE) {
      throw new IllegalStateException("No receipt for " + name + ": it is not complete");
    }
    return new FileReceipt(area, name, bytes, sha256, rows);
  }
}
