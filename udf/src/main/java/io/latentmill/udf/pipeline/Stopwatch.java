package io.latentmill.udf.pipeline;

/** Milliseconds between laps. */
final class Stopwatch {
  private long last = System.nanoTime();

  long lap() {
    long now = System.nanoTime();
    long millis = (now - last) / 1_000_000;
    last = now;
    return millis;
  }
}
