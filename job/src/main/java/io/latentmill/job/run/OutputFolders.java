package io.latentmill.job.run;

import io.latentmill.udf.request.FailureKind;
import io.latentmill.udf.request.LatentmillException;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** What lies where an output is to be. */
final class OutputFolders {
  private OutputFolders() {}

  /** Whether a run may write there: an output of ours, or nothing that anybody would miss. */
  static boolean isOursOrEmpty(Path output, Configuration configuration) {
    return RunRecord.find(output, configuration).isPresent()
        || isEmptyButForLedger(output, configuration);
  }

  /** A run that ended before its run.json leaves a ledger only. */
  static boolean isEmptyButForLedger(Path output, Configuration configuration) {
    try {
      FileSystem files = output.getFileSystem(configuration);
      if (!files.exists(output)) {
        return true;
      }
      for (FileStatus status : files.listStatus(output)) {
        if (!status.getPath().getName().equals(RunRecord.FOLDER)) {
          return false;
        }
      }
      return true;
    } catch (IOException e) {
      throw new LatentmillException(
          FailureKind.RESOURCE, "Cannot list %s: %s".formatted(output, e.getMessage()), e);
    }
  }
}
