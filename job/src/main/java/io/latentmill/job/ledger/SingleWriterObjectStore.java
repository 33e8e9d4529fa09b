package io.latentmill.job.ledger;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Objects on a file system that cannot be trusted to refuse the second of two creators. Only for a
 * user who promises that nobody else writes: a crashed run is still resumed correctly, two runs at
 * once are not kept apart.
 */
final class SingleWriterObjectStore implements ObjectStore {
  private final FileSystem fileSystem;
  private final HadoopObjects objects;

  SingleWriterObjectStore(FileSystem fileSystem, Path root) {
    this.fileSystem = fileSystem;
    this.objects = new HadoopObjects(fileSystem, root);
  }

  @Override
  public Outcome putIfAbsent(String name, byte[] body) throws IOException {
    Path path = objects.path(name);
    if (fileSystem.exists(path)) {
      return Outcome.ALREADY_THERE;
    }
    try (FSDataOutputStream out = fileSystem.create(path, false)) {
      out.write(body);
    } catch (FileAlreadyExistsException taken) {
      return Outcome.ALREADY_THERE;
    }
    return Outcome.CREATED;
  }

  @Override
  public void put(String name, byte[] body) throws IOException {
    objects.put(name, body);
  }

  @Override
  public Optional<byte[]> read(String name) throws IOException {
    return objects.read(name);
  }

  @Override
  public List<String> list(String directory) throws IOException {
    return objects.list(directory);
  }

  @Override
  public void delete(String name) throws IOException {
    objects.delete(name);
  }
}
