package io.latentmill.job.run;

import io.latentmill.udf.bits.ProgramVersion;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/**
 * What a run starts from, as far as a listing tells: the files of prompt table and model by name,
 * length and time, and all options that have a say. Where these are as they were when the output
 * was finished, there is nothing to do.
 */
final class Inputs {
  private Inputs() {}

  /** One digest of all; empty if something cannot be listed. */
  static Optional<String> digest(RunOptions options, Configuration configuration) {
    SortedSet<String> lines = new TreeSet<>();
    settings(options).forEach((name, value) -> lines.add(name + "=" + value));
    try {
      for (GivenPath path : options.paths()) {
        if (!path.what().equals("output")) {
          files(path, configuration, lines);
        }
      }
    } catch (IOException e) {
      return Optional.empty();
    }
    return Optional.of(sha256(String.join("\n", lines)));
  }

  private static Map<String, String> settings(RunOptions options) {
    Map<String, String> settings = new TreeMap<>(RecordedOptions.text(options));
    settings.put("version", ProgramVersion.TEXT);
    settings.put("table", options.data().table().orElse("none"));
    settings.put("prompts", options.prompts().toString());
    settings.put("max-failures", options.execution().maxFailures().toString());
    return settings;
  }

  /** The files of the prompt table. */
  static List<FileStatus> table(RunOptions options, Configuration configuration)
      throws IOException {
    return files(new GivenPath("prompt table", options.prompts().path()), configuration);
  }

  /** A digest of all options that have a say. */
  static String settingsDigest(RunOptions options) {
    return sha256(settings(options).toString());
  }

  private static void files(GivenPath path, Configuration configuration, SortedSet<String> lines)
      throws IOException {
    for (FileStatus file : files(path, configuration)) {
      lines.add(
          "%s %s %d %d"
              .formatted(path.what(), file.getPath(), file.getLen(), file.getModificationTime()));
    }
  }

  private static List<FileStatus> files(GivenPath path, Configuration configuration)
      throws IOException {
    List<FileStatus> all = new ArrayList<>();
    FileSystem system = path.fileSystem(configuration);
    FileStatus[] roots = system.globStatus(new Path(path.text()));
    if (roots == null || roots.length == 0) {
      throw new IOException("no such file or folder: " + path.text());
    }
    for (FileStatus root : roots) {
      RemoteIterator<LocatedFileStatus> files = system.listFiles(root.getPath(), true);
      while (files.hasNext()) {
        all.add(files.next());
      }
    }
    return all;
  }

  private static String sha256(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
