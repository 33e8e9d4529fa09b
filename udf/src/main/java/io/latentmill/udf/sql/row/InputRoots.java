package io.latentmill.udf.sql.row;

import java.io.Serializable;

/**
 * Where the paths in a table's rows may lead. Whoever writes a table is not thereby trusted with
 * all that the executors can read.
 */
public interface InputRoots extends Serializable {
  /** For whoever names paths on the command line, and may read what they may read. */
  InputRoots ANYWHERE = (field, path) -> {};

  /**
   * Checks a path before anything is opened.
   *
   * @param field that holds it, for messages
   * @throws io.latentmill.udf.request.LatentmillException (user) if it leads elsewhere
   */
  void check(String field, String path);
}
