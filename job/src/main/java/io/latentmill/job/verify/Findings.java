package io.latentmill.job.verify;

import java.util.ArrayList;
import java.util.List;

/** Collects what a verification finds; keeps as much as people read. */
final class Findings {
  private static final int KEPT = 1000;

  private final List<String> lines = new ArrayList<>();
  private long count;

  synchronized void add(String line) {
    count++;
    if (lines.size() < KEPT) {
      lines.add(line);
    }
  }

  /** All of them, or the first and how many more there are. */
  synchronized List<String> lines() {
    List<String> all = new ArrayList<>(lines);
    if (count > KEPT) {
      all.add("%d more findings".formatted(count - KEPT));
    }
    return all;
  }
}
