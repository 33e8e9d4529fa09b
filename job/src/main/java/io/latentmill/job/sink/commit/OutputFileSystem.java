package io.latentmill.job.sink.commit;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The file system to write data through. On local disks it is the raw one: Hadoop's checksummed one
 * puts a hidden {@code .NAME.crc} beside every file, and the data folders hold data files only. Our
 * own SHA-256 is in the manifests.
 */
public final class OutputFileSystem {
  private OutputFileSystem() {}

  /** The file system of {@code path}, cached by Hadoop: not to be closed. */
  public static FileSystem of(Path path, Configuration configuration) throws IOException {
    FileSystem found = path.getFileSystem(configuration);
    return found instanceof LocalFileSystem local ? local.getRawFileSystem() : found;
  }
}
