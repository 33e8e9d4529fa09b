package io.latentmill.job.plan;

import io.latentmill.udf.request.Labels;
import io.latentmill.udf.request.LatentmillException;
import java.util.Locale;

/** What becomes of rows whose parameters differ from those planned under their ids. */
public enum ChangedRows {
  /** They stay as they were planned. */
  KEEP,
  /** They are planned anew; what was made of them leaves the output. */
  REDO,
  /** They refuse the table. */
  FAIL;

  /** The name on the command line. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The choice of that name.
   *
   * @throws LatentmillException (user) naming the value and all choices
   */
  public static ChangedRows ofLabel(String label) {
    return Labels.require("treatment of changed rows", values(), ChangedRows::label, label);
  }
}
