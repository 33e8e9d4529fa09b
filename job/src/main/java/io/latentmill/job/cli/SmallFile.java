package io.latentmill.job.cli;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** A file of settings or of one row, on any Hadoop FileSystem. */
final class SmallFile {
  private SmallFile() {}

  /**
   * The file's bytes.
   *
   * @throws IOException whose message says why not, without naming the file
   * @throws IllegalArgumentException if {@code file} is no path
   */
  static byte[] read(String file, Configuration configuration) throws IOException {
    Path path = new Path(file);
    FileSystem fileSystem = path.getFileSystem(configuration);
    if (status(fileSystem, path).isDirectory()) {
      throw new IOException("it is a folder");
    }
    try (InputStream stream = fileSystem.open(path)) {
      return stream.readAllBytes();
    }
  }

  private static FileStatus status(FileSystem fileSystem, Path path) throws IOException {
    try {
      return fileSystem.getFileStatus(path);
    } catch (FileNotFoundException e) {
      throw new IOException("no such file", e);
    }
  }
}
