package io.latentmill.udf.weights;

import io.latentmill.udf.request.LatentmillException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * The folder of a model in the cache of Hugging Face's hub: {@code models--ORG--NAME}, whose {@code
 * refs/main} names the folder under {@code snapshots} that holds the files, or links to them.
 */
final class HubCache {
  private static final String PREFIX = "models--";
  private static final String MAIN = "refs/main";

  private HubCache() {}

  /**
   * The folder with the model's files; any other path is its own answer.
   *
   * @throws LatentmillException (model) when the cache has several snapshots and names none
   */
  static Path resolve(Path path, Configuration configuration) {
    if (!path.getName().startsWith(PREFIX)) {
      return path;
    }
    Path snapshots = new Path(path, "snapshots");
    List<String> revisions = StoredFolder.folders(snapshots, configuration);
    Optional<String> main =
        StoredFolder.list(path, Set.of("refs"), configuration).text(MAIN).map(String::strip);
    if (main.isPresent() && revisions.contains(main.get())) {
      return new Path(snapshots, main.get());
    }
    if (revisions.size() != 1) {
      throw LatentmillException.model(
          "Cannot open %s: it is a folder of the hub's cache, and of its snapshots %s none is the"
              + " main one; name one of them",
          path, revisions);
    }
    return new Path(snapshots, revisions.get(0));
  }
}
