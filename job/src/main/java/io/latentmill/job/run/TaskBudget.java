package io.latentmill.job.run;

import io.latentmill.job.failure.RootCause;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.ExceptionFailure;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageCompleted;
import org.apache.spark.scheduler.SparkListenerTaskEnd;

/**
 * Gives a task up that throws again and again. Spark counts deaths of executors and exceptions
 * alike, so its own limit has to leave room for rows that kill ({@link SparkSettings}); a full disk
 * does not deserve as many attempts.
 */
final class TaskBudget extends SparkListener {
  private static final int MOST_EXCEPTIONS = 4;

  private final SparkContext context;
  private final Map<Task, Integer> exceptions = new ConcurrentHashMap<>();

  private record Task(int stage, int partition) {}

  TaskBudget(SparkContext context) {
    this.context = context;
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd end) {
    if (end.reason() instanceof ExceptionFailure failure) {
      Task task = new Task(end.stageId(), end.taskInfo().index());
      if (exceptions.merge(task, 1, Integer::sum) == MOST_EXCEPTIONS) {
        context.cancelStage(
            end.stageId(),
            "a task failed %d times: %s".formatted(MOST_EXCEPTIONS, message(failure)));
      }
    }
  }

  @Override
  public void onStageCompleted(SparkListenerStageCompleted completed) {
    exceptions.keySet().removeIf(task -> task.stage() == completed.stageInfo().stageId());
  }

  private static String message(ExceptionFailure failure) {
    return failure.exception().isDefined()
        ? RootCause.message(failure.exception().get())
        : failure.description();
  }
}
