package io.latentmill.job.cluster;

import com.amazonaws.auth.AWSStaticCredentialsProvider;
import com.amazonaws.auth.BasicAWSCredentials;
import com.amazonaws.client.builder.AwsClientBuilder.EndpointConfiguration;
import com.amazonaws.services.s3.AmazonS3;
import com.amazonaws.services.s3.AmazonS3ClientBuilder;
import com.amazonaws.services.s3.iterable.S3Objects;
import com.amazonaws.services.s3.model.ListMultipartUploadsRequest;
import com.amazonaws.services.s3.model.MultipartUpload;
import com.amazonaws.services.s3.model.ObjectMetadata;
import com.amazonaws.services.s3.model.PutObjectRequest;
import com.amazonaws.services.s3.model.S3ObjectSummary;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** A bucket as a plain S3 client sees it, without Hadoop between. */
public record S3Bucket(int port, String name) {

  void create() {
    with(s3 -> s3.createBucket(name));
  }

  /** Keys below {@code prefix}, in S3's order (UTF-8 bytes). */
  public List<String> keys(String prefix) {
    return with(
        s3 -> {
          List<String> keys = new ArrayList<>();
          for (S3ObjectSummary object : S3Objects.withPrefix(s3, name, prefix)) {
            keys.add(object.getKey());
          }
          return keys;
        });
  }

  public byte[] read(String key) {
    return with(
        s3 -> {
          try (InputStream in = s3.getObject(name, key).getObjectContent()) {
            return in.readAllBytes();
          } catch (IOException e) {
            throw new UncheckedIOException("Cannot read s3 object " + key, e);
          }
        });
  }

  public void write(String key, String text) {
    with(s3 -> s3.putObject(name, key, text));
  }

  /** The keys of uploads that were begun and neither completed nor aborted. */
  public List<String> openUploads() {
    return with(
        s3 ->
            s3
                .listMultipartUploads(new ListMultipartUploadsRequest(name))
                .getMultipartUploads()
                .stream()
                .map(MultipartUpload::getKey)
                .toList());
  }

  /** A write on condition that there is no such object yet ({@code If-None-Match: *}). */
  void create(String key, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    ObjectMetadata metadata = new ObjectMetadata();
    metadata.setContentLength(bytes.length);
    PutObjectRequest request =
        new PutObjectRequest(name, key, new ByteArrayInputStream(bytes), metadata);
    request.putCustomRequestHeader("If-None-Match", "*");
    with(s3 -> s3.putObject(request));
  }

  /** The same bucket by way of another port, that of a {@link FaultProxy}. */
  public S3Bucket by(int otherPort) {
    return new S3Bucket(otherPort, name);
  }

  private <T> T with(Function<AmazonS3, T> action) {
    AmazonS3 s3 = client();
    try {
      return action.apply(s3);
    } finally {
      s3.shutdown();
    }
  }

  private AmazonS3 client() {
    String endpoint = "http://127.0.0.1:" + port;
    BasicAWSCredentials credentials =
        new BasicAWSCredentials(S3Server.ACCESS_KEY, S3Server.SECRET_KEY);
    return AmazonS3ClientBuilder.standard()
        .withEndpointConfiguration(new EndpointConfiguration(endpoint, "us-east-1"))
        .withCredentials(new AWSStaticCredentialsProvider(credentials))
        .withPathStyleAccessEnabled(true)
        .build();
  }
}
