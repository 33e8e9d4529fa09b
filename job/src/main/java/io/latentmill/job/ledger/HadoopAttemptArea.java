package io.latentmill.job.ledger;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** The attempts' directories on any Hadoop file system. */
final class HadoopAttemptArea implements AttemptArea {
  private static final String DATA = "data";
  private static final List<String> OTHER_ROOTS =
      List.of(
          PlanIncrement.ROOT, "_latentmill/sidecar", "_latentmill/telemetry", "_latentmill/parts");

  private static final int REMOVALS = 50;
  private static final Duration REMOVAL_PAUSE = Duration.ofMillis(100);
  private static final Pauser REMOVAL_PAUSER = Pauser.sleeping();

  private static final int LOOKS_AT_ONCE = 16;

  private final FileSystem fileSystem;
  private final Path output;
  private final Uploads uploads;
  private final String committersOwn;

  /**
   * The directories of one output.
   *
   * @param committersOwn the folder that Hadoop's committer for this file system makes in each
   */
  HadoopAttemptArea(FileSystem fileSystem, Path output, Uploads uploads, String committersOwn) {
    this.fileSystem = fileSystem;
    this.output = output;
    this.uploads = uploads;
    this.committersOwn = committersOwn;
  }

  @Override
  public List<AttemptDirectory> list() throws IOException {
    List<AttemptDirectory> directories = new ArrayList<>();
    for (String root : roots()) {
      for (FileStatus child : children(root)) {
        if (isAttempt(child)) {
          directories.add(AttemptDirectory.of(root + "/" + child.getPath().getName()));
        }
      }
    }
    return directories;
  }

  @Override
  public void remove(AttemptDirectory directory) throws IOException {
    remove(directory.path());
  }

  @Override
  public List<String> strangers() throws IOException {
    List<String> strangers = new ArrayList<>();
    for (FileStatus child : children(DATA)) {
      if (!child.isDirectory()) {
        strangers.add(DATA + "/" + child.getPath().getName());
      }
    }
    for (String root : roots()) {
      for (FileStatus child : children(root)) {
        if (!isAttempt(child) && !isEntry(root, child)) {
          strangers.add(root + "/" + child.getPath().getName());
        }
      }
    }
    return strangers;
  }

  @Override
  public List<String> leftovers(List<AttemptDirectory> directories) throws IOException {
    return Reads.all(directories, LOOKS_AT_ONCE, this::leftover).stream()
        .flatMap(Optional::stream)
        .toList();
  }

  private Optional<String> leftover(AttemptDirectory directory) throws IOException {
    String path = directory.path() + "/" + committersOwn;
    return fileSystem.exists(new Path(output, path)) ? Optional.of(path) : Optional.empty();
  }

  @Override
  public void removeStranger(String path) throws IOException {
    remove(path);
  }

  @Override
  public List<PendingUpload> uploads() throws IOException {
    return uploads.list();
  }

  @Override
  public void abort(PendingUpload upload) throws IOException {
    uploads.abort(upload);
  }

  private List<String> roots() throws IOException {
    List<String> roots = new ArrayList<>(OTHER_ROOTS);
    for (FileStatus format : children(DATA)) {
      if (format.isDirectory()) {
        roots.add(DATA + "/" + format.getPath().getName());
      }
    }
    return roots;
  }

  private List<FileStatus> children(String directory) throws IOException {
    try {
      return List.of(fileSystem.listStatus(new Path(output, directory)));
    } catch (FileNotFoundException absent) {
      return List.of();
    }
  }

  /**
   * A task of a run that is over may still be writing: a local directory then fills up again while
   * it is emptied.
   */
  private void remove(String relative) throws IOException {
    Path path = new Path(output, relative);
    for (int tried = 1; !fileSystem.delete(path, true) && fileSystem.exists(path); tried++) {
      if (tried == REMOVALS) {
        throw new IOException("Cannot remove %s: the file system refused".formatted(path));
      }
      REMOVAL_PAUSER.pause(REMOVAL_PAUSE);
    }
  }

  private static boolean isAttempt(FileStatus child) {
    return child.isDirectory() && AttemptName.parse(child.getPath().getName()).isPresent();
  }

  /** The plan's increments lie beside the objects that name them. */
  private static boolean isEntry(String root, FileStatus child) {
    return root.equals(PlanIncrement.ROOT) && child.isFile();
  }
}
