package io.latentmill.job.run;

import io.latentmill.udf.request.FailureKind;
import io.latentmill.udf.request.LatentmillException;
import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A path as the user gave it, and its file system.
 *
 * @param what it is of, for messages: {@code output}
 * @param text as it was typed
 */
public record GivenPath(String what, String text) {
  private static final Pattern OLD_S3 = Pattern.compile("s3n?://(.*)", Pattern.DOTALL);

  private static final Pattern MISSING_CLASS = Pattern.compile("Class (\\S+) not found");

  private static final String S3_PACKAGE = "org.apache.spark:spark-hadoop-cloud_2.12:3.5.7";

  /**
   * Refuses what cannot be meant, before anything is looked for.
   *
   * @throws LatentmillException (user) if the path carries credentials, or names S3 as Hadoop does
   *     not
   */
  public void refuseMistakes() {
    CredentialPaths.refuse(what.equals("prompt table") ? "prompts" : what, text);
    Matcher s3 = OLD_S3.matcher(text);
    if (s3.matches()) {
      throw LatentmillException.user(
          "Cannot open %s %s: Hadoop's file system for S3 is named s3a; write s3a://%s",
          what, text, s3.group(1));
    }
  }

  /**
   * Its file system, which nothing is asked of yet.
   *
   * @throws LatentmillException (user) if this Spark has none for it
   */
  FileSystem fileSystem(Configuration configuration) {
    try {
      return new Path(text).getFileSystem(configuration);
    } catch (IOException | IllegalArgumentException e) {
      throw cannotOpen(e.getMessage(), e);
    } catch (RuntimeException e) {
      Matcher missing = MISSING_CLASS.matcher(String.valueOf(e.getMessage()));
      if (missing.find()) {
        throw noFileSystem(missing.group(1), e);
      }
      throw e;
    } catch (LinkageError e) {
      throw noFileSystem(String.valueOf(e.getMessage()), e);
    }
  }

  private LatentmillException noFileSystem(String missing, Throwable cause) {
    String scheme = new Path(text).toUri().getScheme();
    String cure =
        "s3a".equals(scheme)
            ? "give spark-submit --packages " + S3_PACKAGE
            : "give spark-submit its jar by --jars or --packages";
    return cannotOpen(
        "this Spark has no file system for %s (%s); %s".formatted(scheme, missing, cure), cause);
  }

  private LatentmillException cannotOpen(String reason, Throwable cause) {
    return new LatentmillException(
        FailureKind.USER, "Cannot open %s %s: %s".formatted(what, text, reason), cause);
  }
}
