package io.latentmill.job.run;

/**
 * The driver's end of the line from its executors. Spark makes the plugin itself, so that the two
 * find each other here.
 */
final class DriverLine {
  static final DriverLine INSTANCE = new DriverLine();

  private final PoisonWatch watch = new PoisonWatch();
  private final ExecutorHealth health = new ExecutorHealth(System::nanoTime);
  private final Meters meters = new Meters();
  private volatile Progress progress = Progress.SILENT;

  private DriverLine() {}

  PoisonWatch watch() {
    return watch;
  }

  ExecutorHealth health() {
    return health;
  }

  /** Of all executors together. */
  Meters meters() {
    return meters;
  }

  /** Whom progress is told to from now on. */
  void reportTo(Progress listener) {
    progress = listener;
  }

  /**
   * Takes a notice; answers where one is expected, else null as Spark wants it. An answer is made
   * of Java's own classes, see {@link Suspicion#plain}.
   */
  Object receive(BatchNotice notice) {
    if (notice instanceof BatchNotice.Asking asking) {
      return watch.of(asking.batch()).plain();
    } else if (notice instanceof BatchNotice.Entering entering) {
      watch.entering(entering);
      return true;
    } else if (notice instanceof BatchNotice.Through through) {
      watch.through(through);
    } else if (notice instanceof BatchNotice.Advanced advanced) {
      meters.add(advanced.figures());
      progress.advanced(advanced.batch(), advanced.generated(), advanced.failed());
    } else if (notice instanceof BatchNotice.Counted counted) {
      meters.add(counted.figures());
    } else if (notice instanceof BatchNotice.Saying saying) {
      progress.remark(saying.text());
    }
    return null;
  }
}
