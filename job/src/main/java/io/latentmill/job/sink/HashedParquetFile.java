package io.latentmill.job.sink;

import io.latentmill.job.sink.commit.HashedFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;

/**
 * A hashed file as Parquet wants it. Parquet's close leaves it open: its owner completes it. What
 * comes after the last row group is kept until it can be put in order ({@link ParquetTail}).
 */
final class HashedParquetFile implements OutputFile {
  private final HashedFile file;
  private final ByteArrayOutputStream tail = new ByteArrayOutputStream();
  private boolean inTail;

  HashedParquetFile(HashedFile file) {
    this.file = file;
  }

  /** All row groups are written; indexes and footer follow. */
  void startTail() {
    inTail = true;
  }

  /** Writes the tail, in order, after Parquet has closed. */
  void finish() throws IOException {
    file.write(ParquetTail.canonical(tail.toByteArray()));
  }

  @Override
  public PositionOutputStream create(long blockSizeHint) {
    return new Stream();
  }

  @Override
  public PositionOutputStream createOrOverwrite(long blockSizeHint) {
    return new Stream();
  }

  /** No: row groups would be aligned with HDFS's blocks, and bytes would depend on the store. */
  @Override
  public boolean supportsBlockSize() {
    return false;
  }

  @Override
  public long defaultBlockSize() {
    return 0;
  }

  private OutputStream target() {
    return inTail ? tail : file;
  }

  private final class Stream extends PositionOutputStream {
    @Override
    public long getPos() {
      return file.position() + tail.size();
    }

    @Override
    public void write(int value) throws IOException {
      target().write(value);
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
      target().write(source, offset, length);
    }

    @Override
    public void flush() throws IOException {
      target().flush();
    }
  }
}
