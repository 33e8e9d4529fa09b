package io.latentmill.job.ledger;

import io.latentmill.job.ledger.store.HdfsObjectStore;
import io.latentmill.job.ledger.store.LocalObjectStore;
import io.latentmill.job.ledger.store.ObjectStore;
import io.latentmill.job.ledger.store.S3ObjectStore;
import io.latentmill.job.ledger.store.SingleWriterObjectStore;
import io.latentmill.udf.request.LatentmillException;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Finds the ledger of an output by the file system that the output lies on. */
public final class LedgerPlaces {
  private static final String LEDGER = "_latentmill";

  /** Of the magic committer, which keeps the names of pending uploads there. */
  private static final String MAGIC = "__magic";

  /** Of the renaming committer. */
  private static final String TEMPORARY = "_temporary";

  private LedgerPlaces() {}

  /** For commands that only read. */
  public static LedgerPlace forReading(Path output, Configuration configuration)
      throws IOException {
    FileSystem fileSystem = output.getFileSystem(configuration);
    Path qualified = fileSystem.makeQualified(output);
    return new LedgerPlace(store(fileSystem, qualified), area(fileSystem, qualified));
  }

  /**
   * For runs. Tries out whether the store keeps two runs apart.
   *
   * @throws LatentmillException of kind user if it does not, and the policy asks for it
   */
  public static LedgerPlace forWriting(
      Path output, Configuration configuration, WriterPolicy policy, LedgerOptions options)
      throws IOException {
    FileSystem fileSystem = output.getFileSystem(configuration);
    Path qualified = fileSystem.makeQualified(output);
    ObjectStore store = store(fileSystem, qualified);
    if (!keepsRunsApart(store, options)) {
      if (policy == WriterPolicy.ANY_NUMBER) {
        throw LatentmillException.user(
            "Cannot write to %s: its store does not refuse to create an object twice, so two runs"
                + " could not be kept apart; --single-writer promises that nobody else writes",
            qualified);
      }
      store = new SingleWriterObjectStore(fileSystem, ledger(qualified));
    }
    return new LedgerPlace(store, area(fileSystem, qualified));
  }

  /** A store that only looks before it creates would pass the probe, which is one writer alone. */
  private static boolean keepsRunsApart(ObjectStore store, LedgerOptions options)
      throws IOException {
    return !(store instanceof SingleWriterObjectStore)
        && ConditionalWriteProbe.passes(store, options);
  }

  private static ObjectStore store(FileSystem fileSystem, Path output) throws IOException {
    Path ledger = ledger(output);
    return switch (fileSystem.getUri().getScheme()) {
      case "file" -> new LocalObjectStore(java.nio.file.Path.of(ledger.toUri().getPath()));
      case "hdfs" -> new HdfsObjectStore(fileSystem, ledger);
      case "s3a" -> new S3ObjectStore(fileSystem, ledger);
      default -> new SingleWriterObjectStore(fileSystem, ledger);
    };
  }

  private static AttemptArea area(FileSystem fileSystem, Path output) {
    boolean isS3 = fileSystem.getUri().getScheme().equals("s3a");
    Uploads uploads = isS3 ? new S3Uploads(fileSystem, output) : Uploads.none();
    return new HadoopAttemptArea(fileSystem, output, uploads, isS3 ? MAGIC : TEMPORARY);
  }

  private static Path ledger(Path output) {
    return new Path(output, LEDGER);
  }
}
