package io.latentmill.job.run;

import java.io.Serializable;

/** What an executor tells the driver about a batch, and asks it. */
sealed interface BatchNotice extends Serializable {
  /** Stands for all slots of a batch. */
  int WHOLE = -1;

  /**
   * Rows are about to enter native code. The driver remembers them until the executor says that
   * they are through: if it dies before, they are suspects.
   *
   * @param executor Spark's executor id
   * @param batch number in the plan
   * @param slot the row that runs alone, or {@link #WHOLE}
   */
  record Entering(String executor, long batch, int slot) implements BatchNotice {}

  /** The rows are through. */
  record Through(String executor, long batch, int slot) implements BatchNotice {}

  /**
   * Rows of a batch are done, for the progress line and the failure budget.
   *
   * @param figures for the driver's meters
   */
  record Advanced(long batch, long generated, long failed, Figures figures)
      implements BatchNotice {}

  /** Something else that the driver's meters count. */
  record Counted(Figures figures) implements BatchNotice {}

  /** Something to tell the user. */
  record Saying(String text) implements BatchNotice {}

  /** How the rows of a batch are to be run; the driver answers with a plain {@link Suspicion}. */
  record Asking(long batch) implements BatchNotice {}
}
