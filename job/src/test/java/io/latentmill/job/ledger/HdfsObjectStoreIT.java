package io.latentmill.job.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentmill.job.ledger.store.HdfsObjectStore;
import io.latentmill.job.ledger.store.ObjectStore;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract, and a run that follows another, on a real name node. */
final class HdfsObjectStoreIT extends ObjectStoreContract {
  private static final AtomicInteger OUTPUTS = new AtomicInteger();

  @TempDir static java.nio.file.Path directory;
  private static MiniDFSCluster cluster;

  private Path output;

  @BeforeAll
  static void startCluster() throws IOException {
    Configuration configuration = new Configuration();
    configuration.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, directory.toString());
    cluster = new MiniDFSCluster.Builder(configuration).numDataNodes(1).build();
  }

  @AfterAll
  static void stopCluster() {
    cluster.shutdown();
  }

  @BeforeEach
  void newOutput() {
    output = new Path(cluster.getURI() + "/output-" + OUTPUTS.incrementAndGet());
  }

  @Override
  ObjectStore store() throws IOException {
    return new HdfsObjectStore(cluster.getFileSystem(), output);
  }

  @Test
  void refusedBodiesAreNotLeft() throws IOException {
    store().putIfAbsent("lease/1.json", bytes("first"));
    store().putIfAbsent("lease/1.json", bytes("second"));
    store().put("lease/1.json", bytes("third"));

    FileStatus[] files = cluster.getFileSystem().listStatus(new Path(output, "lease"));
    assertThat(Arrays.stream(files).map(file -> file.getPath().getName()))
        .containsExactly("1.json");
  }

  @Test
  void aRunRemovesWhatTheOneBeforeItLeft() throws IOException {
    FileSystem hdfs = cluster.getFileSystem();
    LedgerPlace place =
        LedgerPlaces.forWriting(
            output, hdfs.getConf(), WriterPolicy.ANY_NUMBER, TestOptions.instant());
    assertThat(place.store()).isInstanceOf(HdfsObjectStore.class);
    try (LedgerSession first = Ledger.open(place, TestOptions.holder("a"), TestOptions.instant())) {
      hdfs.mkdirs(new Path(output, first.nextAttempt(0).dataDirectory("parquet")));
    }

    try (LedgerSession next = Ledger.open(place, TestOptions.holder("b"), TestOptions.instant())) {
      assertThat(next.epoch()).isEqualTo(2);
      assertThat(place.area().list()).isEmpty();
    }
  }
}
