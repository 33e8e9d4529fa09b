package io.latentmill.job.cli.progress;

/** A line on standard error that says something to know, not something wrong. */
final class Remark {
  private Remark() {}

  static String line(String text) {
    return "latentmill: note: " + text;
  }
}
