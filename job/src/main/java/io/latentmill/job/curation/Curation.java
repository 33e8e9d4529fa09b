package io.latentmill.job.curation;

import java.io.Serializable;
import java.util.function.UnaryOperator;

/**
 * All that is done with images once they are made.
 *
 * @param scoring of every image
 */
public record Curation(Scoring scoring) implements Serializable {
  /** Nothing is done. */
  public static final Curation NONE = new Curation(Scoring.NONE);

  /** The same with models from other paths. */
  public Curation at(UnaryOperator<String> path) {
    return new Curation(scoring.at(path));
  }
}
