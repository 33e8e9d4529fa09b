package io.latentmill.job.ledger;

/**
 * A directory that one attempt wrote to.
 *
 * @param root that holds it, relative to the output: {@code data/parquet}
 * @param name of the attempt
 */
public record AttemptDirectory(String root, AttemptName name) {
  /** What the number in an attempt's name counts. */
  enum Content {
    CHUNK,
    PLAN
  }

  /** Reads ROOT/ATTEMPT. */
  static AttemptDirectory of(String path) {
    int slash = path.lastIndexOf('/');
    return new AttemptDirectory(
        path.substring(0, slash), AttemptName.of(path.substring(slash + 1)));
  }

  Content content() {
    return root.equals(PlanIncrement.ROOT) ? Content.PLAN : Content.CHUNK;
  }

  /** Relative to the output. */
  public String path() {
    return root + "/" + name;
  }

  @Override
  public String toString() {
    return path();
  }
}
