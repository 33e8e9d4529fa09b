package io.latentmill.job.sink;

import io.latentmill.job.sink.commit.HashedFile;
import java.io.IOException;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;

/** A hashed file as Parquet wants it. Parquet's close leaves it open: its owner completes it. */
record HashedParquetFile(HashedFile file) implements OutputFile {
  @Override
  public PositionOutputStream create(long blockSizeHint) {
    return new Stream(file);
  }

  @Override
  public PositionOutputStream createOrOverwrite(long blockSizeHint) {
    return new Stream(file);
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

  private static final class Stream extends PositionOutputStream {
    private final HashedFile file;

    Stream(HashedFile file) {
      this.file = file;
    }

    @Override
    public long getPos() {
      return file.position();
    }

    @Override
    public void write(int value) throws IOException {
      file.write(value);
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
      file.write(source, offset, length);
    }

    @Override
    public void flush() throws IOException {
      file.flush();
    }
  }
}
