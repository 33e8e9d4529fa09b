package io.latentmill.job.verify;

import io.latentmill.job.ledger.DataFile;
import io.latentmill.job.sink.commit.FileLengths;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * A directory whose files the ledger names; compared on an executor with what is there.
 *
 * @param path relative to the output
 * @param lengths of the files by name
 */
record NamedDirectory(String path, TreeMap<String, Long> lengths) implements Serializable {

  static NamedDirectory of(String path, List<DataFile> files) {
    TreeMap<String, Long> lengths = new TreeMap<>();
    files.forEach(file -> lengths.put(file.name(), file.bytes()));
    return new NamedDirectory(path, lengths);
  }

  /** What is missing, of another length, or named by nothing. */
  List<FileFinding> findings(String output, Configuration configuration) throws IOException {
    Path directory = new Path(output, path);
    TreeMap<String, Long> found = FileLengths.in(directory.getFileSystem(configuration), directory);
    List<FileFinding> findings = new ArrayList<>();
    lengths.forEach(
        (name, bytes) -> {
          Long length = found.remove(name);
          if (length == null) {
            findings.add(finding(name, "is missing", true));
          } else if (!length.equals(bytes)) {
            findings.add(
                finding(name, "has %d bytes, written were %d".formatted(length, bytes), true));
          }
        });
    found.keySet().forEach(name -> findings.add(finding(name, "is named by no manifest", false)));
    return findings;
  }

  private FileFinding finding(String name, String what, boolean unreadable) {
    return new FileFinding(path, "%s/%s %s".formatted(path, name, what), unreadable);
  }
}
