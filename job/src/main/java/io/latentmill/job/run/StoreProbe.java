package io.latentmill.job.run;

import io.latentmill.udf.request.FailureKind;
import io.latentmill.udf.request.LatentmillException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Asks the object stores of a command's paths one quick question before anything begins. A run
 * waits minutes for a store that has gone; one that never was there is to be found out at once.
 */
public final class StoreProbe {
  private static final String S3 = "s3a";

  /** Of what S3A answers; its own exception classes are not there on every Spark. */
  private static final Pattern WRONG_CREDENTIALS =
      Pattern.compile(
          "Error Code: (InvalidAccessKeyId|SignatureDoesNotMatch|ExpiredToken|InvalidToken)");

  private static final Pattern NO_CREDENTIALS =
      Pattern.compile("No AWS Credentials|NoAuthWithAWS|NoAwsCredentials");

  private StoreProbe() {}

  /**
   * Asks.
   *
   * @throws LatentmillException (user) naming the path if its file system, its bucket or the
   *     credentials are missing; (resource) if its store cannot be reached
   */
  public static void check(List<GivenPath> paths, Configuration configuration) {
    Set<String> asked = new HashSet<>();
    for (GivenPath path : paths) {
      FileSystem system = path.fileSystem(configuration);
      if (S3.equals(system.getScheme()) && asked.add(system.getUri().toString())) {
        ask(path, system, quick(configuration));
      }
    }
  }

  /** The same store, asked without patience. */
  private static Configuration quick(Configuration configuration) {
    Configuration quick = new Configuration(configuration);
    quick.setInt("fs.s3a.attempts.maximum", 1);
    quick.setInt("fs.s3a.retry.limit", 2);
    quick.set("fs.s3a.retry.interval", "500ms");
    quick.setInt("fs.s3a.connection.establish.timeout", 4000);
    quick.setInt("fs.s3a.connection.timeout", 8000);
    return quick;
  }

  private static void ask(GivenPath path, FileSystem system, Configuration quick) {
    Path bucket = new Path(system.getUri().toString() + "/");
    try (FileSystem once = FileSystem.newInstance(bucket.toUri(), quick)) {
      // The first page of a listing: a root's own status is made up without asking.
      once.listStatusIterator(bucket).hasNext();
    } catch (IOException e) {
      refuse(path, bucket, quick, e);
    }
  }

  /** What is not plainly hopeless is left to those who know what they want of the store. */
  private static void refuse(GivenPath path, Path bucket, Configuration quick, IOException e) {
    String text = String.valueOf(e.getMessage());
    String store = "%s on %s".formatted(bucket.toUri().getHost(), endpoint(bucket, quick));
    if (e.getClass().getSimpleName().equals("UnknownStoreException")) {
      throw failure(FailureKind.USER, path, "there is no bucket " + store, e);
    }
    if (NO_CREDENTIALS.matcher(text).find()) {
      throw failure(
          FailureKind.USER,
          path,
          "there are no credentials for bucket %s; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or spark.hadoop.fs.s3a.aws.credentials.provider"
              .formatted(store),
          e);
    }
    if (WRONG_CREDENTIALS.matcher(text).find()) {
      throw failure(FailureKind.USER, path, "the credentials are not those of bucket " + store, e);
    }
    if (isUnreachable(e)) {
      throw failure(FailureKind.RESOURCE, path, "cannot reach bucket " + store, e);
    }
  }

  private static boolean isUnreachable(Throwable e) {
    return e instanceof SocketException
        || e instanceof UnknownHostException
        || e instanceof InterruptedIOException
        || e.getCause() != null && isUnreachable(e.getCause());
  }

  private static String endpoint(Path bucket, Configuration quick) {
    String all = quick.get("fs.s3a.endpoint", "");
    String own = quick.get("fs.s3a.bucket.%s.endpoint".formatted(bucket.toUri().getHost()), all);
    return own.isEmpty() ? "AWS" : own;
  }

  private static LatentmillException failure(
      FailureKind kind, GivenPath path, String reason, IOException cause) {
    return new LatentmillException(
        kind, "Cannot open %s %s: %s".formatted(path.what(), path.text(), reason), cause);
  }
}
