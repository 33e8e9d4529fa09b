package io.latentmill.job.run;

import io.latentmill.udf.request.LatentmillException;
import java.util.regex.Pattern;

/**
 * Keeps credentials out of paths: a path is written to run.json, to manifests of other tools and to
 * every message about it.
 */
final class CredentialPaths {
  /** {@code name:secret@}, where a URI has its host; a port is no secret. */
  static final String NAME_AND_SECRET = "[^/@\\s:]*:(?!\\d+/)[^@\\s]+@";

  private static final Pattern FORM =
      Pattern.compile("[a-zA-Z][\\w+.-]*://" + NAME_AND_SECRET + ".*", Pattern.DOTALL);

  private CredentialPaths() {}

  /**
   * Refuses a path that carries a secret; null is none.
   *
   * @param option that it was given by
   */
  static void refuse(String option, String path) {
    if (path != null && FORM.matcher(path).matches()) {
      throw LatentmillException.user(
          "--%s carries credentials in its path; give them by the file system's own settings",
          option);
    }
  }
}
