package io.latentmill.job.sink.commit;

import java.io.IOException;
import java.io.Serializable;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.JobID;
import org.apache.hadoop.mapreduce.JobStatus;
import org.apache.hadoop.mapreduce.TaskAttemptContext;
import org.apache.hadoop.mapreduce.TaskAttemptID;
import org.apache.hadoop.mapreduce.TaskType;
import org.apache.hadoop.mapreduce.lib.output.PathOutputCommitter;
import org.apache.hadoop.mapreduce.lib.output.PathOutputCommitterFactory;
import org.apache.hadoop.mapreduce.task.TaskAttemptContextImpl;
import org.apache.spark.TaskContext;
import org.apache.spark.util.SerializableConfiguration;

/**
 * The commit protocol of one chunk attempt over Hadoop's committers: pending multipart uploads (the
 * magic committer) on s3a, renames on every other file system. Made on the driver, sent to tasks in
 * their closure. The driver calls {@link #setup()}, runs the Spark job, then {@link #commit()} or
 * {@link #abort()}.
 *
 * <p>Only {@link #commit()} makes files appear under their names, so a task that outlives its chunk
 * attempt cannot publish anything: that is why the renaming committer is always its version 1, in
 * which a task's commit moves files below {@code _temporary} only. After abort, a late task finds
 * {@code _temporary} gone and fails; its late uploads to S3 stay pending until the attempt's
 * directory is cleaned.
 */
public final class ChunkCommitter implements Serializable {
  private static final long serialVersionUID = 1L;

  private final SerializableConfiguration configuration;
  private final Path output;
  private final String attempt;
  private final LinkedHashSet<OutputArea> areas;
  private final String job;

  private ChunkCommitter(
      Configuration configuration, Path output, String attempt, Set<OutputArea> areas, UUID job) {
    this.configuration = new SerializableConfiguration(configuration);
    this.output = output;
    this.attempt = attempt;
    this.areas = new LinkedHashSet<>(areas);
    this.job = job.toString();
  }

  /**
   * The protocol of one chunk attempt.
   *
   * @param base Hadoop's settings; not changed
   * @param output the run's output
   * @param attempt the directory's name, unique for ever: {@code 000003-7.1}
   * @param areas where the chunk's shards write to
   */
  public static ChunkCommitter of(
      Configuration base, Path output, String attempt, Set<OutputArea> areas) {
    UUID job = UUID.randomUUID();
    Configuration configuration = CommitSettings.apply(base, job);
    return new ChunkCommitter(configuration, output, attempt, areas, job);
  }

  /** The name of this attempt's directories. */
  public String attempt() {
    return attempt;
  }

  /** The run's output. */
  public Path output() {
    return output;
  }

  /** Hadoop's settings with those of the committers. */
  public Configuration configuration() {
    return configuration.value();
  }

  /** Where the chunk's shards write to, in the order of its manifest. */
  public Set<OutputArea> areas() {
    return Collections.unmodifiableSet(areas);
  }

  /** The directory of this attempt in an area. */
  public Path directory(OutputArea area) {
    return area.directory(output, attempt);
  }

  /** Driver, before any task. */
  public void setup() throws IOException {
    TaskAttemptContext driver = context(0, 0);
    committers(driver).setupJob(driver);
  }

  /**
   * Executor, on the task's own thread: opens the task's output. The caller closes it.
   *
   * @param task the running task; its partition and attempt name the work path
   */
  public TaskOutput startTask(TaskContext task) throws IOException {
    // Spark's attempt number starts again with every stage attempt; the task attempt id does not.
    int unique = (int) (task.taskAttemptId() & Integer.MAX_VALUE);
    TaskAttemptContext context = context(task.partitionId(), unique);
    return TaskOutput.start(this, task, context, committers(context));
  }

  /**
   * Driver, after {@link #commit()}: starts a file that no task can write alone. Nothing is known
   * of it until a manifest names it. A directory that another run has removed is not brought back:
   * this driver was stopped and has been taken over. (S3 has no directories; there the lease, read
   * before and after, has to do.)
   */
  public HashedFile createOnDriver(OutputArea area, String name) throws IOException {
    Path path = new Path(directory(area), name);
    AllCommitters committers = committers(context(0, 0));
    return new HashedFile(area, name, committers.create(area, path, configuration()));
  }

  /** Driver, after all tasks: files appear under their names. Not atomic: a manifest is. */
  public void commit() throws IOException {
    TaskAttemptContext driver = context(0, 0);
    committers(driver).commitJob(driver);
  }

  /** Driver: drops everything that is not committed, and what {@link #commit()} left half done. */
  public void abort() throws IOException {
    TaskAttemptContext driver = context(0, 0);
    committers(driver).abortJob(driver, JobStatus.State.FAILED);
    for (OutputArea area : areas) {
      Path directory = directory(area);
      OutputFileSystem.of(directory, configuration()).delete(directory, true);
    }
  }

  private TaskAttemptContext context(int partition, int taskAttempt) {
    JobID id = new JobID(job, 0);
    return new TaskAttemptContextImpl(
        configuration(),
        new TaskAttemptID(id.getJtIdentifier(), 0, TaskType.MAP, partition, taskAttempt));
  }

  private AllCommitters committers(TaskAttemptContext context) throws IOException {
    Map<OutputArea, PathOutputCommitter> committers = new LinkedHashMap<>();
    for (OutputArea area : areas) {
      committers.put(area, PathOutputCommitterFactory.createCommitter(directory(area), context));
    }
    return new AllCommitters(committers);
  }
}
