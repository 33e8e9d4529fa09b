package io.latentmill.job.ledger.store;

import java.io.IOException;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Objects on a file system that cannot be trusted to refuse the second of two creators. Only for a
 * user who promises that nobody else writes: a crashed run is still resumed correctly, two runs at
 * once are not kept apart.
 */
public final class SingleWriterObjectStore extends HadoopObjects {
  private final FileSystem fileSystem;

  public SingleWriterObjectStore(FileSystem fileSystem, Path root) {
    super(fileSystem, root);
    this.fileSystem = fileSystem;
  }

  @Override
  public Outcome putIfAbsent(String name, byte[] body) throws IOException {
    Path path = path(name);
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
}
