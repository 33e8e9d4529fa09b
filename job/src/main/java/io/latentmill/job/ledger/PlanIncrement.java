package io.latentmill.job.ledger;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Makes one increment of the frozen plan visible: {@code plan/NUMBER-EPOCH.json}, whose rows lie in
 * {@code _latentmill/plan/NUMBER-EPOCH.ATTEMPT/}.
 *
 * @param attempt that wrote the rows
 * @param firstChunk number of the increment's first chunk
 * @param chunks how many there are; numbered on from firstChunk
 * @param rows planned
 * @param files in the attempt's directory
 * @param details whatever the plan wants to remember of the increment, sorted by key
 */
public record PlanIncrement(
    AttemptName attempt,
    int firstChunk,
    int chunks,
    long rows,
    List<DataFile> files,
    Map<String, String> details)
    implements Entry {
  /** Where increments lie, relative to the output. */
  public static final String ROOT = "_latentmill/plan";

  public PlanIncrement {
    files = List.copyOf(files);
    details = new TreeMap<>(details);
  }

  public int number() {
    return attempt.number();
  }

  /** Where this attempt's rows lie, relative to the output. */
  public String directory() {
    return directory(attempt);
  }

  /** Where an attempt's rows lie, relative to the output. */
  public static String directory(AttemptName attempt) {
    return ROOT + "/" + attempt;
  }
}
