package io.latentmill.job.plan.table;

import io.latentmill.udf.request.FailureKind;
import io.latentmill.udf.request.LatentmillException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Which files a prompt table's path means: a file, a folder with all its folders, or a glob.
 *
 * <p>Spark by itself leaves files out without a word: those in plain folders of a folder, those
 * beside folders named {@code column=value}, and of a glob these columns.
 *
 * @param names of the files, without those that Hadoop hides
 * @param magic the format that the first file begins like, where no file's name tells one
 * @param options with which Spark reads every file, and every column that folders name
 * @param lake the lakehouse table that the path is the folder of: then its log says which files
 *     count, and there are no names and options here
 */
record TableFiles(
    List<String> names,
    Optional<TableFormat> magic,
    Map<String, String> options,
    Optional<LakeFolder> lake) {
  /** More names than these tell nothing new about a table's format. */
  private static final int ENOUGH = 10_000;

  /**
   * Looks.
   *
   * @throws LatentmillException (user) if there is nothing, files with and without columns in their
   *     folders' names, or files of a lakehouse table that the path is not the folder of
   */
  static TableFiles of(String table, Configuration configuration) {
    try {
      Path path = new Path(table);
      FileSystem files = path.getFileSystem(configuration);
      FileStatus[] matches = files.globStatus(path);
      if (matches == null || matches.length == 0) {
        throw LatentmillException.user(
            "Cannot read prompt table %s: no such file or folder", table);
      }
      Path base = files.makeQualified(base(path, matches));
      Optional<LakeFolder> lake = LakeFolder.around(table, files, base);
      if (lake.isPresent()) {
        return ofLake(table, lake.get(), files.makeQualified(path));
      }
      List<Path> found = new ArrayList<>();
      collect(table, files, matches, found);
      return new TableFiles(
          found.stream().map(Path::getName).toList(),
          magic(files, found),
          options(table, base, found),
          Optional.empty());
    } catch (IOException | IllegalArgumentException e) {
      throw new LatentmillException(
          FailureKind.USER, "Cannot read prompt table %s: %s".formatted(table, e.getMessage()), e);
    }
  }

  /**
   * The one format of the files.
   *
   * @throws LatentmillException (user) if there is none, or there are several
   */
  TableFormat format(String table) {
    return magic.orElseGet(() -> TableFormat.ofFiles(table, names));
  }

  private static Optional<TableFormat> magic(FileSystem files, List<Path> found)
      throws IOException {
    boolean named = found.stream().anyMatch(it -> TableFormat.ofFile(it.getName()).isPresent());
    if (named || found.isEmpty()) {
      return Optional.empty();
    }
    try (InputStream in = files.open(found.get(0))) {
      return TableFormat.ofMagic(in.readNBytes(4));
    }
  }

  private static TableFiles ofLake(String table, LakeFolder lake, Path path) {
    if (!lake.path().equals(path)) {
      throw partOf(table, lake);
    }
    return new TableFiles(List.of(), Optional.empty(), Map.of(), Optional.of(lake));
  }

  private static LatentmillException partOf(String table, LakeFolder lake) {
    return LatentmillException.user(
        "Cannot read prompt table %s: files of %s, %s, are among it, and deleted rows among these;"
            + " name that folder itself",
        table, lake.reader().format().title(), lake.path());
  }

  private static void collect(
      String table, FileSystem files, FileStatus[] entries, List<Path> found) throws IOException {
    for (FileStatus entry : entries) {
      String name = entry.getPath().getName();
      boolean hidden = name.startsWith("_") && !name.contains("=") || name.startsWith(".");
      if (hidden || found.size() >= ENOUGH) {
        continue;
      }
      if (entry.isDirectory()) {
        FileStatus[] inner = files.listStatus(entry.getPath());
        Optional<LakeFolder> lake = LakeFolder.of(table, files, entry.getPath(), inner);
        if (lake.isPresent()) {
          throw partOf(table, lake.get());
        }
        collect(table, files, inner, found);
      } else {
        found.add(entry.getPath());
      }
    }
  }

  /** The folder below which folders' names count. */
  private static Path base(Path path, FileStatus[] matches) {
    if (matches.length == 1 && matches[0].getPath().getName().equals(path.getName())) {
      return matches[0].isDirectory() ? matches[0].getPath() : matches[0].getPath().getParent();
    }
    Path fixed = path;
    while (Stream.of("*", "?", "[", "{").anyMatch(fixed.toString()::contains)) {
      fixed = Optional.ofNullable(fixed.getParent()).orElseGet(() -> new Path("."));
    }
    return fixed;
  }

  private static Map<String, String> options(String table, Path base, List<Path> found) {
    List<Path> plain = found.stream().filter(it -> !namesColumns(base, it)).toList();
    if (plain.size() == found.size()) {
      return Map.of("recursiveFileLookup", "true");
    }
    if (!plain.isEmpty()) {
      throw LatentmillException.user(
          "Cannot read prompt table %s: of its files only some are in folders named column=value,"
              + " and %s is not",
          table, plain.get(0));
    }
    return Map.of("basePath", base.toString());
  }

  private static boolean namesColumns(Path base, Path file) {
    for (Path folder = file.getParent();
        folder != null && folder.depth() > base.depth();
        folder = folder.getParent()) {
      if (folder.getName().indexOf('=') > 0) {
        return true;
      }
    }
    return false;
  }
}
