package io.latentmill.job.sink.commit;

import java.io.Serializable;

/**
 * What was written to one file, counted and hashed on the way.
 *
 * @param area the folder it is in
 * @param name relative to the chunk attempt's directory
 * @param bytes its length
 * @param sha256 lower-case hexadecimal
 * @param rows how many rows of the plan it holds
 */
public record FileReceipt(OutputArea area, String name, long bytes, String sha256, long rows)
    implements Serializable {

  /** The path relative to the output. */
  public String path(String attempt) {
    return area.folder() + "/" + attempt + "/" + name;
  }
}
