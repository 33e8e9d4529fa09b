package io.latentmill.job.sink.commit;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.JobContext;
import org.apache.hadoop.mapreduce.JobStatus;
import org.apache.hadoop.mapreduce.OutputCommitter;
import org.apache.hadoop.mapreduce.TaskAttemptContext;
import org.apache.hadoop.mapreduce.lib.output.FileOutputCommitter;
import org.apache.hadoop.mapreduce.lib.output.PathOutputCommitter;

/**
 * The committers of all directories of a chunk attempt as one. Spark's commit coordinator gives a
 * task leave once and answers a second question with no, so the directories have to ask together.
 */
final class AllCommitters extends OutputCommitter {
  private final Map<OutputArea, PathOutputCommitter> committers;

  AllCommitters(Map<OutputArea, PathOutputCommitter> committers) {
    this.committers = new LinkedHashMap<>(committers);
  }

  private interface Action {
    void on(PathOutputCommitter committer) throws IOException;
  }

  /** Every committer gets its turn; the first failure is thrown in the end. */
  private void all(Action action) throws IOException {
    IOException failure = null;
    for (PathOutputCommitter committer : committers.values()) {
      try {
        action.on(committer);
      } catch (IOException e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  /** Stops at the first failure: what was not committed is not to be committed later. */
  private void each(Action action) throws IOException {
    for (PathOutputCommitter committer : committers.values()) {
      action.on(committer);
    }
  }

  PathOutputCommitter of(OutputArea area) {
    PathOutputCommitter committer = committers.get(area);
    if (committer == null) {
      throw new IllegalArgumentException("This chunk writes nothing to " + area.folder());
    }
    return committer;
  }

  /** Where a task writes; on plain file systems only below a job that is still set up. */
  Path workPath(OutputArea area) throws IOException {
    return of(area).getWorkPath();
  }

  /** Whether tasks write to a directory that is moved on commit, rather than to pending uploads. */
  boolean renames(OutputArea area) {
    return of(area) instanceof FileOutputCommitter;
  }

  /** Creates a file; with renames only in a directory that is still there. */
  FSDataOutputStream create(OutputArea area, Path path, Configuration configuration)
      throws IOException {
    FileSystem files = OutputFileSystem.of(path, configuration);
    return renames(area)
        ? files.createFile(path).overwrite(true).build()
        : files.create(path, true);
  }

  @Override
  public void setupJob(JobContext job) throws IOException {
    each(committer -> committer.setupJob(job));
  }

  @Override
  public void setupTask(TaskAttemptContext task) throws IOException {
    each(committer -> committer.setupTask(task));
  }

  @Override
  public boolean needsTaskCommit(TaskAttemptContext task) throws IOException {
    return true;
  }

  @Override
  public void commitTask(TaskAttemptContext task) throws IOException {
    for (PathOutputCommitter committer : committers.values()) {
      if (committer.needsTaskCommit(task)) {
        committer.commitTask(task);
      }
    }
  }

  @Override
  public void abortTask(TaskAttemptContext task) throws IOException {
    all(committer -> committer.abortTask(task));
  }

  @Override
  public void commitJob(JobContext job) throws IOException {
    each(committer -> committer.commitJob(job));
  }

  @Override
  public void abortJob(JobContext job, JobStatus.State state) throws IOException {
    all(committer -> committer.abortJob(job, state));
  }
}
