package io.latentmill.job.fault;

import io.latentmill.job.cluster.S3Server;
import io.latentmill.job.ledger.Ledger;
import io.latentmill.job.ledger.LedgerPlace;
import io.latentmill.job.ledger.LedgerPlaces;
import io.latentmill.job.ledger.Manifest;
import io.latentmill.job.ledger.Strays;
import io.latentmill.job.sink.commit.OutputFileSystem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/** Where a run writes, as the test sees it: past any fault. */
record Output(String uri, Configuration configuration) {

  static Output local(java.nio.file.Path directory) {
    return new Output(directory.resolve("out").toUri().toString(), new Configuration(false));
  }

  static Output on(S3Server s3) {
    Configuration configuration = new Configuration();
    S3Server.hadoopConf(s3.port()).forEach(configuration::set);
    configuration.set("fs.s3a.access.key", S3Server.ACCESS_KEY);
    configuration.set("fs.s3a.secret.key", S3Server.SECRET_KEY);
    configuration.setBoolean("fs.s3a.impl.disable.cache", true);
    return new Output(s3.uri("out"), configuration);
  }

  /** All files with their bytes, by path relative to the output. */
  SortedMap<String, byte[]> files() {
    SortedMap<String, byte[]> files = new TreeMap<>();
    try {
      FileSystem system = OutputFileSystem.of(path(), configuration);
      int root = system.makeQualified(path()).toUri().getPath().length() + 1;
      RemoteIterator<? extends org.apache.hadoop.fs.FileStatus> all =
          system.listFiles(path(), true);
      while (all.hasNext()) {
        Path file = all.next().getPath();
        files.put(file.toUri().getPath().substring(root), bytes(system, file));
      }
      return files;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + uri, e);
    }
  }

  private static byte[] bytes(FileSystem system, Path file) throws IOException {
    try (FSDataInputStream in = system.open(file)) {
      return in.readAllBytes();
    }
  }

  String status() {
    return text("_latentmill/status.json");
  }

  String text(String file) {
    return new String(files().get(file), StandardCharsets.UTF_8);
  }

  List<Manifest> manifests() {
    try {
      return Ledger.view(place()).manifests();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the ledger of " + uri, e);
    }
  }

  /** What no manifest names, pending uploads among it. */
  Strays strays() {
    try {
      return Ledger.strays(place());
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot look for strays in " + uri, e);
    }
  }

  private LedgerPlace place() throws IOException {
    return LedgerPlaces.forReading(path(), configuration);
  }

  private Path path() {
    return new Path(uri);
  }
}
