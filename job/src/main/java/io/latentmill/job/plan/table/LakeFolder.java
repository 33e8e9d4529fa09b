package io.latentmill.job.plan.table;

import io.latentmill.udf.request.LatentmillException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.security.AccessControlException;

/**
 * A folder that a lakehouse format keeps a table in, told by the log beside its data.
 *
 * @param path of the folder
 * @param reader of the table
 */
public record LakeFolder(Path path, LakeReader reader) {
  private static final String DELTA_LOG = "_delta_log";
  private static final String ICEBERG_LOG = "metadata";
  private static final String ICEBERG_VERSION = ".metadata.json";

  /** Only tables of Hadoop's own catalog say in their folder which version counts. */
  private static final String ICEBERG_HINT = "version-hint.text";

  private static final String HUDI_LOG = ".hoodie";

  /**
   * What a Spark session has to be started with to read a prompt table; nothing for ordinary files.
   *
   * @throws LatentmillException (user) if the table is such a folder and its reader is not there
   */
  public static Map<String, String> startSettings(String table, Configuration configuration) {
    try {
      Path path = new Path(table);
      Optional<LakeFolder> lake = around(table, path.getFileSystem(configuration), path);
      lake.ifPresent(
          it -> it.reader().requireReader(table, Thread.currentThread().getContextClassLoader()));
      return lake.map(it -> it.reader().format().startSettings()).orElseGet(Map::of);
    } catch (IOException | IllegalArgumentException e) {
      // Opening the table says what is wrong with its path.
      return Map.of();
    }
  }

  /**
   * Whether a folder is such a table's.
   *
   * @param table for messages, as the user wrote it
   * @param entries of the folder
   * @throws LatentmillException (user) if it is a table that cannot be read from its folder
   */
  static Optional<LakeFolder> of(String table, FileSystem files, Path folder, FileStatus[] entries)
      throws IOException {
    if (holds(entries, DELTA_LOG)) {
      return Optional.of(new LakeFolder(folder, LakeReader.DELTA));
    }
    if (holds(entries, HUDI_LOG)) {
      throw LatentmillException.user(
          "Cannot read prompt table %s: %s is a Hudi table, in whose folder deleted rows lie too;"
              + " write its rows to Parquet first",
          table, folder);
    }
    return holds(entries, ICEBERG_LOG) ? iceberg(table, files, folder) : Optional.empty();
  }

  /**
   * The innermost such table that a path lies in, itself included. Folders above it that must not
   * be read are none of the user's tables.
   */
  static Optional<LakeFolder> around(String table, FileSystem files, Path path) throws IOException {
    for (Path folder = path; folder != null; folder = folder.getParent()) {
      try {
        Optional<LakeFolder> lake = of(table, files, folder, logs(files, folder));
        if (lake.isPresent()) {
          return lake;
        }
      } catch (AccessDeniedException | AccessControlException e) {
        if (folder.equals(path)) {
          throw e;
        }
      }
    }
    return Optional.empty();
  }

  /** Asks for the logs by name: a folder further up may hold anything, and much of it. */
  private static FileStatus[] logs(FileSystem files, Path folder) throws IOException {
    List<FileStatus> found = new ArrayList<>();
    if (status(files, folder).filter(FileStatus::isDirectory).isPresent()) {
      for (String log : List.of(DELTA_LOG, ICEBERG_LOG, HUDI_LOG)) {
        status(files, new Path(folder, log)).ifPresent(found::add);
      }
    }
    return found.toArray(FileStatus[]::new);
  }

  private static Optional<FileStatus> status(FileSystem files, Path path) throws IOException {
    try {
      return Optional.of(files.getFileStatus(path));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
  }

  private static Optional<LakeFolder> iceberg(String table, FileSystem files, Path folder)
      throws IOException {
    FileStatus[] log = files.listStatus(new Path(folder, ICEBERG_LOG));
    if (Arrays.stream(log).noneMatch(it -> it.getPath().getName().endsWith(ICEBERG_VERSION))) {
      return Optional.empty();
    }
    if (!holdsFile(log, ICEBERG_HINT)) {
      throw LatentmillException.user(
          "Cannot read prompt table %s: %s is a table of an Iceberg catalog, in whose folder"
              + " deleted rows lie too; write its rows to Parquet first",
          table, folder);
    }
    return Optional.of(new LakeFolder(folder, LakeReader.ICEBERG));
  }

  private static boolean holds(FileStatus[] entries, String name) {
    return Arrays.stream(entries)
        .anyMatch(it -> it.isDirectory() && it.getPath().getName().equals(name));
  }

  private static boolean holdsFile(FileStatus[] entries, String name) {
    return Arrays.stream(entries).anyMatch(it -> it.getPath().getName().equals(name));
  }
}
