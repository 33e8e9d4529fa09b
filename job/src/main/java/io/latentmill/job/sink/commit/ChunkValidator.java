package io.latentmill.job.sink.commit;

import io.latentmill.udf.request.FailureKind;
import io.latentmill.udf.request.LatentmillException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Compares what a chunk attempt's directories hold with what the tasks say they wrote: each file
 * once, with its length, and nothing else. The bytes were hashed while they were written and are
 * not read again.
 */
public final class ChunkValidator {
  private ChunkValidator() {}

  /**
   * Lists all directories of the attempt.
   *
   * @throws LatentmillException (internal) naming the first file that is missing, too many, or of
   *     another length
   */
  public static void validate(ChunkCommitter chunk, List<FileReceipt> receipts) throws IOException {
    for (OutputArea area : chunk.areas()) {
      Map<String, Long> expected =
          receipts.stream()
              .filter(receipt -> receipt.area().equals(area))
              .collect(Collectors.toMap(FileReceipt::name, FileReceipt::bytes));
      Path directory = chunk.directory(area);
      FileSystem files = OutputFileSystem.of(directory, chunk.configuration());
      compare(directory, expected, FileLengths.in(files, directory));
    }
  }

  private static void compare(Path directory, Map<String, Long> expected, Map<String, Long> found) {
    expected.forEach(
        (name, bytes) -> {
          Long length = found.get(name);
          if (length == null) {
            throw invalid(directory, name, "is missing");
          }
          if (!length.equals(bytes)) {
            throw invalid(directory, name, "has " + length + " bytes, written were " + bytes);
          }
        });
    for (String name : found.keySet()) {
      if (!expected.containsKey(name)) {
        throw invalid(directory, name, "was written by no task of this attempt");
      }
    }
  }

  private static LatentmillException invalid(Path directory, String name, String what) {
    return new LatentmillException(
        FailureKind.INTERNAL, "Cannot commit " + directory + ": " + name + " " + what);
  }
}
