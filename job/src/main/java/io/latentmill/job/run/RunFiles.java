package io.latentmill.job.run;

import io.latentmill.udf.request.FailureKind;
import io.latentmill.udf.request.LatentmillException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;

/** Reads {@code _latentmill/run.json} of an output. */
final class RunFiles {
  static final String LEDGER = "_latentmill";

  private RunFiles() {}

  /** The file; empty if the output has none. */
  static Optional<byte[]> read(Path output, Configuration configuration) {
    Path path = new Path(output, LEDGER + "/" + RunFile.NAME);
    try (FSDataInputStream in = path.getFileSystem(configuration).open(path)) {
      return Optional.of(in.readAllBytes());
    } catch (FileNotFoundException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new LatentmillException(
          FailureKind.RESOURCE, "Cannot read %s: %s".formatted(path, e.getMessage()), e);
    }
  }
}
