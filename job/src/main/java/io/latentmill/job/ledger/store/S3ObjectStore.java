package io.latentmill.job.ledger.store;

import com.amazonaws.AmazonServiceException;
import com.amazonaws.SdkClientException;
import com.amazonaws.services.s3.AmazonS3;
import com.amazonaws.services.s3.model.PutObjectRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Set;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.s3a.S3AFileSystem;
import org.apache.hadoop.fs.s3a.S3AUtils;

/**
 * Objects in S3. S3A 3.3.4's create(overwrite=false) is a HEAD and then a PUT, so creating goes
 * through the client that S3A has configured, with the header {@code If-None-Match: *}: the store
 * itself refuses the second PUT (412). All else goes through S3A, or has its retries.
 *
 * <p>The only class here that needs the AWS SDK; above, {@code S3Uploads} does.
 */
public final class S3ObjectStore extends HadoopObjects {
  private static final int PRECONDITION_FAILED = 412;
  private static final int NOT_IMPLEMENTED = 501;

  /** Timeout, conflicting request under way, throttled: the request may be sent again. */
  private static final Set<Integer> PASSING = Set.of(408, 409, 429);

  private final S3AFileSystem fileSystem;
  private final AmazonS3 client;

  public S3ObjectStore(FileSystem fileSystem, Path root) {
    super(fileSystem, root);
    this.fileSystem = (S3AFileSystem) fileSystem;
    this.client = this.fileSystem.getAmazonS3ClientForTesting("latentmill's conditional writes");
  }

  @Override
  public Outcome putIfAbsent(String name, byte[] body) throws IOException {
    try {
      client.putObject(conditionalPut(name, body));
      return Outcome.CREATED;
    } catch (AmazonServiceException answer) {
      return outcome(name, answer);
    } catch (SdkClientException noAnswer) {
      if (Thread.currentThread().isInterrupted()) {
        throw S3AUtils.translateException("put", path(name), noAnswer);
      }
      return Outcome.UNCLEAR;
    }
  }

  /**
   * From memory, where S3A's streams fill a file first: the disk may be full, the lease goes on.
   */
  @Override
  public void put(String name, byte[] body) throws IOException {
    fileSystem
        .getWriteOperationHelper()
        .retry("put", path(name).toString(), true, () -> client.putObject(newPut(name, body)));
  }

  private PutObjectRequest conditionalPut(String name, byte[] body) {
    PutObjectRequest request = newPut(name, body);
    request.putCustomRequestHeader("If-None-Match", "*");
    return request;
  }

  /** With S3A's encryption and access settings. */
  private PutObjectRequest newPut(String name, byte[] body) {
    return fileSystem
        .getRequestFactory()
        .newPutObjectRequest(
            fileSystem.pathToKey(path(name)),
            fileSystem.getRequestFactory().newObjectMetadata(body.length),
            new ByteArrayInputStream(body));
  }

  private Outcome outcome(String name, AmazonServiceException answer) throws IOException {
    int status = answer.getStatusCode();
    if (status == PRECONDITION_FAILED) {
      return Outcome.ALREADY_THERE;
    }
    if (status == NOT_IMPLEMENTED) {
      throw new UnsupportedOperationException(
          "Cannot create %s: the store knows no conditional writes".formatted(name), answer);
    }
    boolean timedOut = "RequestTimeout".equals(answer.getErrorCode());
    if (status >= 500 || PASSING.contains(status) || timedOut) {
      return Outcome.UNCLEAR;
    }
    throw S3AUtils.translateException("put", path(name), answer);
  }
}
