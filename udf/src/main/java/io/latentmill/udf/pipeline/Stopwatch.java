package io.latentmill.udf.pipeline;

/** Milliseconds between laps. */
final class Stopwatch {
  private long last = System.nanoTime();

  double lap() {
    long now = System.nanoTime();
    double millis = (now - last) / 1e6;
    last = now;
    return millis;
  }
}
