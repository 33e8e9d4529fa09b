package io.latentmill.job.plan;

import io.latentmill.udf.request.FailureKind;
import io.latentmill.udf.request.LatentmillException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Looks up which files a prompt table's path means: a file, a folder or a glob. */
final class TableFiles {
  /** More names than these tell nothing new about a table's format. */
  private static final int ENOUGH = 10_000;

  private TableFiles() {}

  /** Names of the table's files, without those that Hadoop hides. */
  static List<String> names(String table, Configuration configuration) {
    try {
      Path path = new Path(table);
      FileSystem files = path.getFileSystem(configuration);
      FileStatus[] matches = files.globStatus(path);
      if (matches == null || matches.length == 0) {
        throw LatentmillException.user(
            "Cannot read prompt table %s: no such file or folder", table);
      }
      List<String> names = new ArrayList<>();
      collect(files, matches, names);
      return names;
    } catch (IOException | IllegalArgumentException e) {
      throw new LatentmillException(
          FailureKind.USER, "Cannot read prompt table %s: %s".formatted(table, e.getMessage()), e);
    }
  }

  private static void collect(FileSystem files, FileStatus[] entries, List<String> names)
      throws IOException {
    for (FileStatus entry : entries) {
      String name = entry.getPath().getName();
      boolean hidden = name.startsWith("_") && !name.contains("=") || name.startsWith(".");
      if (hidden || names.size() >= ENOUGH) {
        continue;
      }
      if (entry.isDirectory()) {
        collect(files, files.listStatus(entry.getPath()), names);
      } else {
        names.add(name);
      }
    }
  }
}
