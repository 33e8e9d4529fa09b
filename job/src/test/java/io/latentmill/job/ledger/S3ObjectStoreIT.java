package io.latentmill.job.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.services.s3.AmazonS3;
import com.amazonaws.services.s3.model.InitiateMultipartUploadRequest;
import io.latentmill.job.cluster.Fault;
import io.latentmill.job.cluster.FaultProxy;
import io.latentmill.job.cluster.FaultRule;
import io.latentmill.job.cluster.S3Request;
import io.latentmill.job.cluster.S3Server;
import io.latentmill.job.ledger.store.ObjectStore;
import io.latentmill.job.ledger.store.Outcome;
import io.latentmill.job.ledger.store.S3ObjectStore;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.s3a.S3AFileSystem;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract, and faults of the line, against a real S3 server. */
final class S3ObjectStoreIT extends ObjectStoreContract {
  private static final AtomicInteger OUTPUTS = new AtomicInteger();

  @TempDir static java.nio.file.Path directory;
  private static S3Server s3;

  private FaultProxy proxy;
  private FileSystem fileSystem;
  private Path output;

  @BeforeAll
  static void startServer() {
    s3 = S3Server.inMemory(directory);
  }

  @AfterAll
  static void stopServer() {
    s3.close();
  }

  @BeforeEach
  void connect() throws IOException {
    proxy = FaultProxy.before(s3.port(), 7);
    output = new Path(s3.uri("output-" + OUTPUTS.incrementAndGet()));
    fileSystem = FileSystem.newInstance(output.toUri(), configuration(S3Server.SECRET_KEY));
  }

  @AfterEach
  void disconnect() throws IOException {
    fileSystem.close();
    proxy.close();
  }

  @Override
  ObjectStore store() {
    return new S3ObjectStore(fileSystem, new Path(output, "_latentmill"));
  }

  @Test
  void anObjectWhoseAnswerIsLostIsFoundToBeOnesOwn() throws IOException {
    FaultRule unheard = proxy.fail(FaultRule.of(S3Request::isPut, Fault.loseAnswer()).atMost(2));

    assertThat(once().claim("lease/1.json", bytes("mine"))).isTrue();
    assertThat(unheard.hits()).isPositive();
    assertThat(once().claim("lease/1.json", bytes("another's"))).isFalse();
  }

  @Test
  void aBusyStoreIsUnclearUntilItAnswers() throws IOException {
    FaultRule busy = proxy.fail(FaultRule.of(S3Request::isPut, Fault.unavailable()).atMost(4));

    assertThat(store().putIfAbsent("lease/1.json", bytes("mine"))).isEqualTo(Outcome.UNCLEAR);
    assertThat(once().claim("lease/1.json", bytes("mine"))).isTrue();
    assertThat(busy.hits()).isEqualTo(4);
  }

  @Test
  void patienceEnds() {
    proxy.fail(FaultRule.of(request -> true, Fault.unavailable()));

    assertThatThrownBy(() -> once().write("lease/1.json", bytes("mine")))
        .isInstanceOf(UnclearOutcomeException.class)
        .hasMessage("Cannot write lease/1.json: no clear answer after sending it 2 times");
  }

  @Test
  void aConnectionThatBreaksInTheBodyLeavesNothing() throws IOException {
    proxy.fail(FaultRule.of(S3Request::isPut, Fault.resetInBody()).atMost(2));

    assertThat(store().putIfAbsent("lease/1.json", bytes("mine"))).isEqualTo(Outcome.UNCLEAR);
    assertThat(store().read("lease/1.json")).isEmpty();
    assertThat(once().claim("lease/1.json", bytes("mine"))).isTrue();
  }

  @Test
  void aRefusedClientIsToldAtOnce() throws IOException {
    try (FileSystem stranger =
        FileSystem.newInstance(output.toUri(), configuration("another-secret"))) {
      ObjectStore store = new S3ObjectStore(stranger, output);

      assertThatThrownBy(() -> store.putIfAbsent("lease/1.json", bytes("mine")))
          .isInstanceOf(AccessDeniedException.class)
          .hasMessageNotContaining("another-secret");
    }
  }

  @Test
  void uploadsAreListedUnderTheOutputsOwnPrefixAndAborted() throws IOException {
    begin("data/parquet/000000-1.0/train-000000.parquet");
    begin("../output-elsewhere/data/parquet/000000-1.0/train-000000.parquet");
    Uploads uploads = new S3Uploads(fileSystem, output);

    assertThat(uploads.list())
        .extracting(PendingUpload::path)
        .containsExactly("data/parquet/000000-1.0/train-000000.parquet");
    for (PendingUpload upload : uploads.list()) {
      assertThat(upload.attempt()).contains(new AttemptName(0, 1, 0));
      uploads.abort(upload);
      uploads.abort(upload);
    }
    assertThat(uploads.list()).isEmpty();
    assertThat(s3.bucket().openUploads()).hasSize(1);
  }

  @Test
  void aRunLeavesNeitherUploadsNorDirectoriesThatDoNotCount() throws IOException {
    LedgerPlace place =
        LedgerPlaces.forWriting(
            output,
            configuration(S3Server.SECRET_KEY),
            WriterPolicy.ANY_NUMBER,
            TestOptions.instant());
    try (LedgerSession crashed =
        Ledger.open(place, TestOptions.holder("a"), TestOptions.instant())) {
      crashed.commit(write(crashed.nextAttempt(0)));
      write(crashed.nextAttempt(1));
      begin(crashed.nextAttempt(2).dataDirectory("parquet") + "/train-000002.parquet");
    }

    try (LedgerSession next = Ledger.open(place, TestOptions.holder("b"), TestOptions.instant())) {
      assertThat(next.view().committedChunks()).containsOnlyKeys(0);
      assertThat(place.area().uploads()).isEmpty();
      assertThat(place.area().list())
          .extracting(AttemptDirectory::path)
          .containsExactly("data/parquet/000000-1.0");
    }
  }

  @Test
  void pendingFilesThatALateTaskLeavesInACommittedDirectoryAreStrays() throws IOException {
    LedgerPlace place = LedgerPlaces.forReading(output, configuration(S3Server.SECRET_KEY));
    try (LedgerSession session =
        Ledger.open(place, TestOptions.holder("a"), TestOptions.instant())) {
      session.commit(write(session.nextAttempt(0)));
      String key = output.toUri().getPath().substring(1) + "/data/parquet/000000-1.0/";
      s3.bucket().write(key + "__magic/job-1/tasks/attempt_1/__base/train.parquet.pending", "{}");

      assertThat(Ledger.strays(place).strangers())
          .containsExactly("data/parquet/000000-1.0/__magic");
      session.finish();
      assertThat(Ledger.strays(place).isEmpty()).isTrue();
      assertThat(s3.bucket().keys(key)).containsExactly(key + "train.parquet");
    }
  }

  private Manifest write(AttemptName attempt) throws IOException {
    String data = attempt.dataDirectory("parquet");
    new S3ObjectStore(fileSystem, output).put(data + "/train.parquet", bytes("rows"));
    return new Manifest(
        attempt, new EntryName(0, 1), java.util.List.of(), RowCounts.NONE, java.util.List.of());
  }

  private void begin(String path) {
    S3AFileSystem s3a = (S3AFileSystem) fileSystem;
    AmazonS3 client = s3a.getAmazonS3ClientForTesting("an upload left behind");
    String key = s3a.pathToKey(new Path(output, path));
    client.initiateMultipartUpload(new InitiateMultipartUploadRequest(S3Server.BUCKET, key));
  }

  private CreateOnce once() {
    return new CreateOnce(store(), TestOptions.instant());
  }

  private Configuration configuration(String secret) {
    Configuration configuration = new Configuration();
    S3Server.hadoopConf(proxy.port()).forEach(configuration::set);
    Map.of(
            "fs.s3a.access.key", S3Server.ACCESS_KEY,
            "fs.s3a.secret.key", secret,
            "fs.s3a.attempts.maximum", "1",
            "fs.s3a.retry.limit", "3",
            "fs.s3a.retry.interval", "20ms",
            "fs.s3a.retry.throttle.limit", "2",
            "fs.s3a.retry.throttle.interval", "20ms",
            "fs.s3a.bucket.probe", "0",
            // Each test has a proxy of its own.
            "fs.s3a.impl.disable.cache", "true")
        .forEach(configuration::set);
    return configuration;
  }
}
