package io.latentmill.job.run;

/** Hears how a run gets on. Calls come from several threads. */
public interface Progress {
  /** Hears nothing. */
  Progress SILENT = new Progress() {};

  /**
   * The run knows how much there is to do.
   *
   * @param rows of the whole plan
   * @param done of them committed by earlier runs
   */
  default void started(long rows, long done) {}

  /**
   * Rows were generated or failed, as seen from the executors; not yet committed. Of a task that is
   * tried again, batches are heard of again.
   *
   * @param batch number in the plan
   */
  default void advanced(long batch, long generated, long failed) {}

  /** A chunk was committed. */
  default void committed(int chunk, long generated, long failed) {}

  /** Something that the user should know and that ends nothing. */
  default void remark(String text) {}

  /** No more calls come. */
  default void ended() {}
}
