package io.latentmill.udf.sql.row;

import io.latentmill.udf.request.FailureKind;
import io.latentmill.udf.request.LatentmillException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Some folders or file systems: paths lead to them or below. Paths are compared as they will be
 * opened, whole and with links followed; file systems that no root lies on are not even asked.
 * Thread-safe.
 */
public final class ListedRoots implements InputRoots {
  private static final long serialVersionUID = 1L;

  private final ArrayList<String> roots;
  private final SerializableConfiguration configuration;
  private transient volatile List<Place> places;

  /**
   * Lists them.
   *
   * @param roots paths on any Hadoop FileSystem; none: rows may name no files
   */
  public ListedRoots(List<String> roots, Configuration configuration) {
    this.roots = new ArrayList<>(roots);
    this.configuration = new SerializableConfiguration(configuration);
  }

  /** A whole file system. */
  public static ListedRoots all(FileSystem files, Configuration configuration) {
    String root = files.makeQualified(new Path("/")).toString();
    return new ListedRoots(List.of(root), configuration);
  }

  @Override
  public void check(String field, String path) {
    try {
      if (!isWithin(new Path(path))) {
        throw LatentmillException.user(
            "%s %s leads beyond %s; --input-roots lists where the paths of rows may lead",
            field, path, roots.isEmpty() ? "the table, which has no files beside it" : shown());
      }
    } catch (IOException | IllegalArgumentException e) {
      throw new LatentmillException(
          FailureKind.USER, "Cannot read %s %s: %s".formatted(field, path, e.getMessage()), e);
    }
  }

  private String shown() {
    return String.join(", ", roots);
  }

  private boolean isWithin(Path path) throws IOException {
    for (Place root : places()) {
      if (root.mayHold(path.toUri()) && root.holds(Place.of(path, configuration.value()))) {
        return true;
      }
    }
    return false;
  }

  /** Looked up where rows are read: links may lead elsewhere on other machines. */
  private List<Place> places() throws IOException {
    if (places == null) {
      List<Place> found = new ArrayList<>();
      for (String root : roots) {
        found.add(Place.of(new Path(root), configuration.value()));
      }
      places = List.copyOf(found);
    }
    return places;
  }
}
