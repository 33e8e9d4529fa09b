package io.latentmill.job.sink.commit;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.TreeMap;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/** What lies in a directory. */
public final class FileLengths {
  private FileLengths() {}

  /** All files in and below a directory, by their names relative to it; none if it is not there. */
  public static TreeMap<String, Long> in(FileSystem files, Path directory) throws IOException {
    TreeMap<String, Long> found = new TreeMap<>();
    String root = files.makeQualified(directory).toUri().getPath() + "/";
    try {
      RemoteIterator<LocatedFileStatus> listing = files.listFiles(directory, true);
      while (listing.hasNext()) {
        LocatedFileStatus file = listing.next();
        found.put(file.getPath().toUri().getPath().substring(root.length()), file.getLen());
      }
    } catch (FileNotFoundException e) {
      return new TreeMap<>();
    }
    return found;
  }
}
