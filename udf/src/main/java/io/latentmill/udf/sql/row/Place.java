package io.latentmill.udf.sql.row;

import io.latentmill.udf.request.LatentmillException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A path without what disguises where it leads: it names its file system, and neither {@code ..}
 * nor a link of the local file system. (Other file systems have no links that leave them.)
 *
 * @param scheme in lower case
 * @param authority null where the file system has none
 * @param path absolute; the root's is empty, others end without a slash
 */
record Place(String scheme, String authority, String path) {
  private static final String LOCAL = "file";

  /** No adapter's folder, and no model's in the hub's cache, is deeper or larger. */
  private static final int DEEPEST = 6;

  private static final int MOST_ENTRIES = 10_000;

  /**
   * Where a path leads.
   *
   * @throws IOException if it is a link to nothing, or cannot be followed
   */
  static Place of(Path given, Configuration configuration) throws IOException {
    FileSystem files = given.getFileSystem(configuration);
    URI whole = files.makeQualified(given).toUri();
    String scheme = whole.getScheme().toLowerCase(Locale.ROOT);
    String path =
        scheme.equals(LOCAL)
            ? real(java.nio.file.Path.of(whole.getPath())).toString()
            : whole.getPath();
    return new Place(scheme, whole.getAuthority(), path.replaceFirst("/+$", ""));
  }

  /** A file that is not there yet is where its folder is. */
  private static java.nio.file.Path real(java.nio.file.Path path) throws IOException {
    java.nio.file.Path present = path.toAbsolutePath().normalize();
    while (present.getParent() != null && !Files.exists(present, LinkOption.NOFOLLOW_LINKS)) {
      present = present.getParent();
    }
    java.nio.file.Path missing = present.relativize(path.toAbsolutePath().normalize());
    return present.toRealPath().resolve(missing).normalize();
  }

  /** Whether a path might lie here, as far as can be told without opening its file system. */
  boolean mayHold(URI uri) {
    return uri.getScheme() == null
        || uri.getScheme().equalsIgnoreCase(scheme)
            && (uri.getAuthority() == null || uri.getAuthority().equals(authority));
  }

  /** Whether another place is this one or below it, with all that links in its folder lead to. */
  boolean holds(Place other) throws IOException {
    if (!reaches(other)) {
      return false;
    }
    if (path.isEmpty() || !scheme.equals(LOCAL)) {
      return true;
    }
    java.nio.file.Path folder = java.nio.file.Path.of(other.path());
    return !Files.isDirectory(folder) || linksStay(folder);
  }

  private boolean reaches(Place other) {
    return scheme.equals(other.scheme)
        && Objects.equals(authority, other.authority)
        && (other.path.equals(path) || other.path.startsWith(path + "/"));
  }

  /** A LoRA or a ControlNet may be a folder, whose files are opened by name. */
  private boolean linksStay(java.nio.file.Path folder) throws IOException {
    try (Stream<java.nio.file.Path> inner = Files.walk(folder, DEEPEST)) {
      List<java.nio.file.Path> entries = inner.limit(MOST_ENTRIES).toList();
      if (entries.size() == MOST_ENTRIES) {
        throw LatentmillException.user("%s holds too much for a model's folder", folder);
      }
      for (java.nio.file.Path entry : entries) {
        if (Files.isSymbolicLink(entry)
            && !reaches(new Place(scheme, authority, real(entry).toString()))) {
          return false;
        }
      }
    }
    return true;
  }
}
