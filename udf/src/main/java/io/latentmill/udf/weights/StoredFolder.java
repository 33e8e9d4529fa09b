package io.latentmill.udf.weights;

import io.latentmill.udf.request.LatentmillException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A folder on any Hadoop FileSystem, listed once: an object store answers a listing as fast as a
 * question about one file.
 */
final class StoredFolder implements ModelFolder {
  /** The largest text there is in practice, a tokenizer.json, has 4 MB. */
  private static final long MAX_TEXT_BYTES = 64L << 20;

  private final Path root;
  private final Configuration configuration;
  private final Map<String, FileStatus> files;

  private StoredFolder(Path root, Configuration configuration, Map<String, FileStatus> files) {
    this.root = root;
    this.configuration = configuration;
    this.files = files;
  }

  /**
   * Lists a folder and the sub-folders that are named.
   *
   * @throws LatentmillException (model) when the folder is not there
   */
  static StoredFolder list(Path root, Set<String> subFolders, Configuration configuration) {
    Map<String, FileStatus> files = new TreeMap<>();
    try {
      FileSystem fileSystem = root.getFileSystem(configuration);
      list(fileSystem, root, "", files);
      for (String subFolder : subFolders) {
        listIfThere(fileSystem, new Path(root, subFolder), subFolder + "/", files);
      }
    } catch (IOException e) {
      throw Unreadable.file(root.toString(), e);
    }
    return new StoredFolder(root, configuration, files);
  }

  /**
   * The names of the folders in a folder, sorted.
   *
   * @throws LatentmillException (model) when the folder is not there
   */
  static List<String> folders(Path root, Configuration configuration) {
    try {
      List<String> names = new ArrayList<>();
      for (FileStatus status : root.getFileSystem(configuration).listStatus(root)) {
        if (status.isDirectory()) {
          names.add(status.getPath().getName());
        }
      }
      Collections.sort(names);
      return names;
    } catch (IOException e) {
      throw Unreadable.file(root.toString(), e);
    }
  }

  /**
   * A path that is a file itself.
   *
   * @throws LatentmillException (model) when nothing is there
   */
  static Optional<ModelFile> singleFile(Path path, Configuration configuration) {
    try {
      FileStatus status = path.getFileSystem(configuration).getFileStatus(path);
      return status.isFile()
          ? Optional.of(modelFile(path.getName(), path, status))
          : Optional.empty();
    } catch (IOException e) {
      throw Unreadable.file(path.toString(), e);
    }
  }

  /** A file, empty when there is none. */
  static Optional<ModelFile> fileIfThere(Path path, Configuration configuration) {
    try {
      return Optional.of(path.getFileSystem(configuration).getFileStatus(path))
          .filter(FileStatus::isFile)
          .map(status -> modelFile(path.getName(), path, status));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw Unreadable.file(path.toString(), e);
    }
  }

  private static ModelFile modelFile(String name, Path path, FileStatus status) {
    return new ModelFile(name, path, status.getLen(), status.getModificationTime());
  }

  private static void listIfThere(
      FileSystem fileSystem, Path folder, String prefix, Map<String, FileStatus> files)
      throws IOException {
    try {
      list(fileSystem, folder, prefix, files);
    } catch (FileNotFoundException e) {
      return; // A model has the components that it has.
    }
  }

  private static void list(
      FileSystem fileSystem, Path folder, String prefix, Map<String, FileStatus> files)
      throws IOException {
    for (FileStatus status : fileSystem.listStatus(folder)) {
      if (status.isFile()) {
        files.put(prefix + status.getPath().getName(), status);
      }
    }
  }

  boolean has(String relativePath) {
    return files.containsKey(relativePath);
  }

  /** The relative paths of all files. */
  Set<String> names() {
    return files.keySet();
  }

  /** A file that is there. */
  ModelFile file(String relativePath) {
    FileStatus status = files.get(relativePath);
    if (status == null) {
      throw LatentmillException.model("Cannot open %s: no such file", describe(relativePath));
    }
    return modelFile(relativePath, new Path(root, relativePath), status);
  }

  SafetensorsFile tensors(String relativePath) {
    return SafetensorsFile.open(file(relativePath).path(), configuration);
  }

  @Override
  public Optional<String> text(String relativePath) {
    if (!has(relativePath)) {
      return Optional.empty();
    }
    ModelFile file = file(relativePath);
    if (file.bytes() > MAX_TEXT_BYTES) {
      throw LatentmillException.model(
          "Cannot read %s: %d bytes are too many for a text", file.path(), file.bytes());
    }
    try (FSDataInputStream stream = file.path().getFileSystem(configuration).open(file.path())) {
      byte[] bytes = new byte[(int) file.bytes()];
      stream.readFully(0, bytes);
      return Optional.of(new String(bytes, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw Unreadable.file(file.path().toString(), e);
    }
  }

  @Override
  public String describe(String relativePath) {
    return new Path(root, relativePath).toString();
  }

  @Override
  public String toString() {
    return root.toString();
  }
}
