package io.latentmill.job.run;

/** Progress of tasks that are no batches of a plan, told over the executors' line to the driver. */
public final class ProgressLine {
  private ProgressLine() {}

  /** On the driver: whom progress is told to from now on. */
  public static void listen(Progress progress) {
    DriverLine.INSTANCE.reportTo(progress);
  }

  /** In a task: so many images more are done. */
  public static void advanced(long images) {
    ExecutorLine.current().advanced(0, images, 0, Figures.NONE);
  }

  /** In a task: something that the user should know. */
  public static void say(String text) {
    ExecutorLine.current().say(text);
  }
}
