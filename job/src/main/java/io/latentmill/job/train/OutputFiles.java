package io.latentmill.job.train;

import io.latentmill.job.sink.commit.OutputFileSystem;
import io.latentmill.udf.bits.Sha256;
import io.latentmill.udf.training.file.TrainedFile;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/** The files of a training's output, on any Hadoop FileSystem. */
record OutputFiles(FileSystem files, Path root) {
  static OutputFiles of(Path output, Configuration configuration) throws IOException {
    return new OutputFiles(OutputFileSystem.of(output, configuration), output);
  }

  Path path(String name) {
    return new Path(root, name);
  }

  boolean has(String name) throws IOException {
    return files.exists(path(name));
  }

  /** A file's bytes; empty if it is not there. */
  Optional<byte[]> read(String name) throws IOException {
    try (FSDataInputStream in = files.open(path(name))) {
      return Optional.of(in.readAllBytes());
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
  }

  /** Writes a file, with its folders; one that is there is replaced. */
  StoredFile write(String name, TrainedFile.Content content) throws IOException {
    MessageDigest digest = Sha256.start();
    try (OutputStream stream = new DigestOutputStream(files.create(path(name), true), digest)) {
      content.writeTo(stream);
    }
    return new StoredFile(name, files.getFileStatus(path(name)).getLen(), Sha256.hex(digest));
  }

  /** Writes a file beside and moves it: a writer that is cut off leaves the last one, or none. */
  void replace(String name, TrainedFile.Content content) throws IOException {
    String next = name + ".next";
    write(next, content);
    files.delete(path(name), false);
    move(next, name);
  }

  void move(String from, String to) throws IOException {
    files.mkdirs(path(to).getParent());
    if (!files.rename(path(from), path(to))) {
      throw new IOException("cannot rename " + path(from) + " to " + path(to));
    }
  }

  void delete(String name) throws IOException {
    files.delete(path(name), true);
  }

  /** The names in a folder, in order; none if there is no such folder. */
  List<String> names(String folder) throws IOException {
    List<String> names = new ArrayList<>();
    if (has(folder)) {
      for (FileStatus file : files.listStatus(path(folder))) {
        names.add(file.getPath().getName());
      }
    }
    names.sort(null);
    return names;
  }

  /** All files below a folder, by their names below it. */
  List<String> below(String folder) throws IOException {
    List<String> names = new ArrayList<>();
    if (has(folder)) {
      String base = files.makeQualified(path(folder)).toUri().getPath() + "/";
      RemoteIterator<LocatedFileStatus> all = files.listFiles(path(folder), true);
      while (all.hasNext()) {
        names.add(all.next().getPath().toUri().getPath().substring(base.length()));
      }
    }
    names.sort(null);
    return names;
  }
}
