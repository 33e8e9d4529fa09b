package io.latentmill.job.sink;

import io.latentmill.job.sink.commit.FileReceipt;
import io.latentmill.job.sink.metadata.Sample;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/**
 * Writes one shard in one format. All rows of the shard come, failed ones too, in plan order and on
 * one thread at a time; equal rows make equal bytes. Closing before {@link #finish()} gives native
 * buffers back and completes nothing: the files are aborted with their task.
 */
public interface ShardWriter extends Closeable {

  /** Takes the next row. */
  void write(Sample sample) throws IOException;

  /** Completes the files and tells what is in them. */
  List<FileReceipt> finish() throws IOException;
}
