package io.latentmill.udf.scores;

import io.latentmill.udf.weights.ClipFolder;
import io.latentmill.udf.weights.FileDigest;
import io.latentmill.udf.weights.ModelFile;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** What identifies the models that score, wherever they lie. */
public final class ScorerDigests {
  private ScorerDigests() {}

  /** One SHA-256 a model, by the name of its option; every file is read once. */
  public static SortedMap<String, String> of(ScorerSpec spec, Configuration configuration) {
    SortedMap<String, String> digests = new TreeMap<>();
    spec.clipPath().ifPresent(path -> digests.put("clip", folder(path, configuration)));
    spec.safetyPath().ifPresent(path -> digests.put("safety", folder(path, configuration)));
    spec.aestheticPath()
        .map(Path::new)
        .map(path -> new ModelFile(path.getName(), path, 0, 0))
        .map(file -> FileDigest.of(file, configuration).sha256())
        .ifPresent(digest -> digests.put("aesthetic", digest));
    return digests;
  }

  private static String folder(String path, Configuration configuration) {
    List<ModelFile> files = ClipFolder.open(new Path(path), configuration).files();
    return FileDigest.combined(FileDigest.of(files, configuration));
  }
}
