package io.latentmill.job.ledger.store;

import java.io.IOException;
import java.util.EnumSet;
import java.util.UUID;
import org.apache.hadoop.fs.CreateFlag;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;

/**
 * Objects as HDFS files. create(overwrite=false) is atomic there, but shows the file before its
 * body is complete, and a writer that dies leaves it so. Hence a body is written to a hidden file
 * first and gets its name by a rename that does not overwrite: one transaction of the name node.
 */
public final class HdfsObjectStore extends HadoopObjects {
  private final FileContext files;

  public HdfsObjectStore(FileSystem fileSystem, Path root) throws IOException {
    super(fileSystem, root);
    this.files = FileContext.getFileContext(fileSystem.getUri(), fileSystem.getConf());
  }

  @Override
  public Outcome putIfAbsent(String name, byte[] body) throws IOException {
    Path hidden = writeHidden(name, body);
    try {
      files.rename(hidden, path(name), Options.Rename.NONE);
      return Outcome.CREATED;
    } catch (FileAlreadyExistsException taken) {
      files.delete(hidden, false);
      return Outcome.ALREADY_THERE;
    } catch (IOException unanswered) {
      return Outcome.UNCLEAR;
    }
  }

  @Override
  public void put(String name, byte[] body) throws IOException {
    files.rename(writeHidden(name, body), path(name), Options.Rename.OVERWRITE);
  }

  private Path writeHidden(String name, byte[] body) throws IOException {
    Path target = path(name);
    Path hidden = new Path(target.getParent(), "." + target.getName() + "." + UUID.randomUUID());
    try (FSDataOutputStream out =
        files.create(hidden, EnumSet.of(CreateFlag.CREATE), Options.CreateOpts.createParent())) {
      out.write(body);
      out.hsync();
    }
    return hidden;
  }
}
