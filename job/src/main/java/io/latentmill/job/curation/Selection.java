package io.latentmill.job.curation;

import io.latentmill.udf.request.LatentmillException;
import java.io.Serializable;

/**
 * Which images are kept, and how often others are tried again.
 *
 * @param keep a Spark SQL expression over the columns of the output; empty: none is refused
 * @param redraws how often a refused row is tried again, each time from another seed
 */
public record Selection(String keep, int redraws) implements Serializable {
  /** Nothing is refused. */
  public static final Selection NONE = new Selection("", 0);

  private static final int MOST = 1000;

  public Selection {
    if (redraws < 0 || redraws > MOST) {
      throw LatentmillException.user("--redraws %d is not in 0..%d", redraws, MOST);
    }
    if (redraws > 0 && keep.isEmpty()) {
      throw LatentmillException.user(
          "--redraws %d needs --keep, which says what is refused", redraws);
    }
  }

  /** Whether images are judged at all. */
  public boolean wanted() {
    return !keep.isEmpty();
  }
}
