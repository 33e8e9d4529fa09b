package io.latentmill.job.cluster;

import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * Which requests a {@link Fault} befalls. Whether the n-th matching request is hit depends on the
 * proxy's seed and n alone.
 */
public final class FaultRule {
  private final Predicate<S3Request> matches;
  private final Fault fault;
  private final double fraction;
  private final int atMost;
  private final AtomicInteger hits = new AtomicInteger();
  private Random random = new Random(0);

  private FaultRule(Predicate<S3Request> matches, Fault fault, double fraction, int atMost) {
    this.matches = matches;
    this.fault = fault;
    this.fraction = fraction;
    this.atMost = atMost;
  }

  /** Every request that matches. */
  public static FaultRule of(Predicate<S3Request> matches, Fault fault) {
    return new FaultRule(matches, fault, 1.0, Integer.MAX_VALUE);
  }

  /** Only this fraction of them, 0 to 1. */
  public FaultRule fraction(double part) {
    return new FaultRule(matches, fault, part, atMost);
  }

  /** Only the first ones. */
  public FaultRule atMost(int times) {
    return new FaultRule(matches, fault, fraction, times);
  }

  /** How many requests were hit so far: a test asserts that its fault happened. */
  public int hits() {
    return hits.get();
  }

  Fault fault() {
    return fault;
  }

  void seed(long seed) {
    random = new Random(seed);
  }

  /** True if this request is hit; counts it. */
  synchronized boolean hits(S3Request request) {
    if (!matches.test(request) || random.nextDouble() >= fraction || hits.get() >= atMost) {
      return false;
    }
    hits.incrementAndGet();
    return true;
  }
}
