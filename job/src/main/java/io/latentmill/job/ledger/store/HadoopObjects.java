package io.latentmill.job.ledger.store;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** What stores on every Hadoop file system do the same way; they differ in how they create. */
abstract sealed class HadoopObjects implements ObjectStore
    permits HdfsObjectStore, S3ObjectStore, SingleWriterObjectStore {
  private final FileSystem fileSystem;
  private final Path root;

  HadoopObjects(FileSystem fileSystem, Path root) {
    this.fileSystem = fileSystem;
    this.root = root;
  }

  final Path path(String name) {
    return new Path(root, name);
  }

  @Override
  public void put(String name, byte[] body) throws IOException {
    try (FSDataOutputStream out = fileSystem.create(path(name), true)) {
      out.write(body);
    }
  }

  @Override
  public Optional<byte[]> read(String name) throws IOException {
    try (FSDataInputStream in = fileSystem.open(path(name))) {
      return Optional.of(in.readAllBytes());
    } catch (FileNotFoundException absent) {
      return Optional.empty();
    }
  }

  @Override
  public List<String> list(String directory) throws IOException {
    try {
      return Arrays.stream(fileSystem.listStatus(path(directory)))
          .filter(FileStatus::isFile)
          .map(status -> status.getPath().getName())
          .filter(name -> !name.startsWith("."))
          .map(name -> directory + "/" + name)
          .sorted()
          .toList();
    } catch (FileNotFoundException absent) {
      return List.of();
    }
  }

  @Override
  public void delete(String name) throws IOException {
    fileSystem.delete(path(name), false);
  }
}
