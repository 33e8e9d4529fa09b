package io.latentmill.job.sink.commit;

import java.io.Closeable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.TaskAttemptContext;
import org.apache.hadoop.mapreduce.lib.output.FileOutputCommitter;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskKilledException;
import org.apache.spark.executor.CommitDeniedException;
import org.apache.spark.mapred.SparkHadoopMapRedUtil;

/**
 * The files of one task attempt. {@link #create} may be called from a writer thread; {@link
 * #commit()} and {@link #close()} belong to the task's own thread, after the writer has ended,
 * because Spark's commit coordinator asks the thread's TaskContext who it is. Closing without a
 * commit aborts everything.
 */
public final class TaskOutput implements Closeable {
  private static final int MOST_DENIALS = 100;

  private final ChunkCommitter chunk;
  private final TaskContext task;
  private final TaskAttemptContext context;
  private final AllCommitters committers;
  private final List<HashedFile> files = new ArrayList<>();
  private final Set<Path> paths = new HashSet<>();
  private boolean committed;

  private TaskOutput(
      ChunkCommitter chunk,
      TaskContext task,
      TaskAttemptContext context,
      AllCommitters committers) {
    this.chunk = chunk;
    this.task = task;
    this.context = context;
    this.committers = committers;
  }

  static TaskOutput start(
      ChunkCommitter chunk, TaskContext task, TaskAttemptContext context, AllCommitters committers)
      throws IOException {
    TaskOutput output = new TaskOutput(chunk, task, context, committers);
    committers.setupTask(context);
    for (OutputArea area : chunk.areas()) {
      if (committers.renames(area)) {
        output.makeWorkPath(area);
      }
    }
    return output;
  }

  /**
   * The renaming committer makes work paths on demand, with all parents: a task that comes late
   * would bring an abandoned attempt's directory back to life.
   */
  private void makeWorkPath(OutputArea area) throws IOException {
    FileOutputCommitter committer = (FileOutputCommitter) committers.of(area);
    Path job = committer.getJobAttemptPath(context);
    FileSystem files = OutputFileSystem.of(job, configuration());
    if (!files.exists(job)) {
      throw new FileNotFoundException(
          "Cannot write to " + chunk.directory(area) + ": the chunk attempt is over");
    }
    files.mkdirs(committer.getWorkPath());
  }

  /** Hadoop's settings. */
  public Configuration configuration() {
    return chunk.configuration();
  }

  /**
   * Starts a file that will be {@code DIRECTORY-OF-THE-AREA/name} once the chunk is committed.
   *
   * @throws IllegalArgumentException if this task already wrote a file of that name
   */
  public synchronized HashedFile create(OutputArea area, String name) throws IOException {
    if (task.isInterrupted()) {
      throw new TaskKilledException("killed before it wrote " + name);
    }
    Path path = new Path(committers.workPath(area), name);
    if (!paths.add(path)) {
      throw new IllegalArgumentException("Cannot create " + name + " twice in one shard");
    }
    HashedFile file = new HashedFile(area, name, committers.create(area, path, configuration()));
    files.add(file);
    return file;
  }

  /**
   * Hands all files to the driver's commit, if Spark's coordinator lets this attempt. Fails with
   * {@link CommitDeniedException}, which Scala does not declare, if another attempt was let before.
   */
  public void commit() throws IOException {
    if (task.isInterrupted()) {
      throw new TaskKilledException("killed before it committed");
    }
    try {
      SparkHadoopMapRedUtil.commitTask(committers, context, task.stageId(), task.partitionId());
    } catch (Exception failure) { // Scala does not declare what it throws.
      if (failure instanceof CommitDeniedException && task.attemptNumber() >= MOST_DENIALS) {
        throw endlesslyDenied(failure);
      }
      throw failure;
    }
    committed = true;
  }

  /** Spark does not count a denial as a failure of the task, and would try again for ever. */
  private IllegalStateException endlesslyDenied(Exception denied) {
    return new IllegalStateException(
        "Cannot commit partition %d of %s: attempt %d was denied like those before it"
            .formatted(task.partitionId(), chunk.attempt(), task.attemptNumber()),
        denied);
  }

  /** Gives up all files that are not complete. */
  public synchronized void abortFiles() throws IOException {
    for (HashedFile file : files) {
      file.abort();
    }
  }

  /** Aborts open files and the task attempt, unless it was committed. */
  @Override
  public void close() throws IOException {
    if (committed) {
      return;
    }
    try {
      abortFiles();
    } finally {
      committers.abortTask(context);
    }
  }
}
