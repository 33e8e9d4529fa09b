package io.latentmill.job.train;

import io.latentmill.job.sink.commit.OutputFileSystem;
import io.latentmill.udf.training.file.TrainedFile;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Where an adapter's files are. The folder that people see is there when the adapter is trained,
 * and not before: it is written elsewhere and moved.
 */
final class AdapterFolder {
  private static final String STATE = "_latentmill/training";

  private final FileSystem files;
  private final Path done;
  private final Path state;

  AdapterFolder(String output, String adapter, Configuration configuration) throws IOException {
    Path root = new Path(output);
    this.files = OutputFileSystem.of(root, configuration);
    this.done = new Path(root, "adapters/" + adapter);
    this.state = new Path(root, STATE + "/" + adapter);
  }

  /** Whether the adapter is trained. */
  boolean isDone() throws IOException {
    return files.exists(done);
  }

  Path checkpoint() {
    return new Path(state, "checkpoint.safetensors");
  }

  boolean hasCheckpoint() throws IOException {
    return files.exists(checkpoint());
  }

  /** Replaces the checkpoint; a writer that is cut off leaves the last one. */
  void writeCheckpoint(TrainedFile.Content content) throws IOException {
    Path next = new Path(state, "checkpoint.next");
    write(next, content);
    files.delete(checkpoint(), false);
    if (!files.rename(next, checkpoint())) {
      throw new IOException("cannot rename " + next + " to " + checkpoint());
    }
  }

  /** Puts the adapter in its place. */
  void finish(List<TrainedFile> contents) throws IOException {
    Path next = new Path(state, "finished");
    files.delete(next, true);
    for (TrainedFile file : contents) {
      write(new Path(next, file.name()), file.content());
    }
    files.mkdirs(done.getParent());
    if (!files.rename(next, done)) {
      throw new IOException("cannot rename " + next + " to " + done);
    }
    files.delete(state, true);
  }

  private void write(Path path, TrainedFile.Content content) throws IOException {
    try (OutputStream stream = files.create(path, true)) {
      content.writeTo(stream);
    }
  }
}
