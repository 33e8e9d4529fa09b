package io.latentmill.job.ledger;

import com.amazonaws.AmazonServiceException;
import com.amazonaws.SdkClientException;
import com.amazonaws.services.s3.AmazonS3;
import com.amazonaws.services.s3.model.AbortMultipartUploadRequest;
import com.amazonaws.services.s3.model.ListMultipartUploadsRequest;
import com.amazonaws.services.s3.model.MultipartUpload;
import com.amazonaws.services.s3.model.MultipartUploadListing;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.s3a.S3AFileSystem;
import org.apache.hadoop.fs.s3a.S3AUtils;

/** Multipart uploads under one output's own prefix of an S3 bucket. */
final class S3Uploads implements Uploads {
  private static final int NOT_FOUND = 404;

  private final S3AFileSystem fileSystem;
  private final AmazonS3 client;
  private final Path output;
  private final String prefix;

  S3Uploads(FileSystem fileSystem, Path output) {
    this.fileSystem = (S3AFileSystem) fileSystem;
    this.client = this.fileSystem.getAmazonS3ClientForTesting("latentmill's pending uploads");
    this.output = output;
    this.prefix = prefixOf(this.fileSystem.pathToKey(output));
  }

  @Override
  public List<PendingUpload> list() throws IOException {
    List<PendingUpload> uploads = new ArrayList<>();
    ListMultipartUploadsRequest request =
        fileSystem.getRequestFactory().newListMultipartUploadsRequest(prefix);
    try {
      MultipartUploadListing page;
      do {
        page = client.listMultipartUploads(request);
        page.getMultipartUploads().forEach(upload -> addOwn(uploads, upload));
        request.setKeyMarker(page.getNextKeyMarker());
        request.setUploadIdMarker(page.getNextUploadIdMarker());
      } while (page.isTruncated());
    } catch (SdkClientException failure) {
      throw S3AUtils.translateException("list uploads", output, failure);
    }
    return uploads;
  }

  @Override
  public void abort(PendingUpload upload) throws IOException {
    try {
      client.abortMultipartUpload(
          new AbortMultipartUploadRequest(
              fileSystem.getBucket(), prefix + upload.path(), upload.uploadId()));
    } catch (AmazonServiceException answer) {
      if (answer.getStatusCode() != NOT_FOUND) {
        throw S3AUtils.translateException("abort upload", output, answer);
      }
    } catch (SdkClientException noAnswer) {
      throw S3AUtils.translateException("abort upload", output, noAnswer);
    }
  }

  /** Some stores ignore the prefix of the request. */
  private void addOwn(List<PendingUpload> uploads, MultipartUpload upload) {
    if (upload.getKey().startsWith(prefix)) {
      uploads.add(
          new PendingUpload(upload.getKey().substring(prefix.length()), upload.getUploadId()));
    }
  }

  private static String prefixOf(String key) {
    return key.isEmpty() ? "" : key + "/";
  }
}
