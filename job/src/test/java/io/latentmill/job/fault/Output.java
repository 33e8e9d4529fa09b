package io.latentmill.job.fault;

import io.latentmill.job.cluster.S3Server;
import io.latentmill.job.ledger.Ledger;
import io.latentmill.job.ledger.LedgerPlace;
import io.latentmill.job.ledger.LedgerPlaces;
import io.latentmill.job.ledger.Manifest;
import io.latentmill.job.ledger.Strays;
import io.latentmill.job.run.RunOptions;
import io.latentmill.job.sink.commit.OutputFileSystem;
import io.latentmill.job.verify.Verify;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.spark.sql.SparkSession;

/**
 * Where a run writes, as the test sees it: past any fault.
 *
 * @param settings of Hadoop with which it is reached
 */
record Output(String uri, Map<String, String> settings) {

  static Output local(java.nio.file.Path directory) {
    return new Output(directory.resolve("out").toUri().toString(), Map.of());
  }

  static Output on(S3Server s3) {
    Map<String, String> settings = new HashMap<>(S3Server.hadoopConf(s3.port()));
    settings.put("fs.s3a.access.key", S3Server.ACCESS_KEY);
    settings.put("fs.s3a.secret.key", S3Server.SECRET_KEY);
    settings.put("fs.s3a.impl.disable.cache", "true");
    return new Output(s3.uri("out"), settings);
  }

  /** All files with their bytes, by path relative to the output. */
  SortedMap<String, byte[]> files() {
    SortedMap<String, byte[]> files = new TreeMap<>();
    try {
      FileSystem system = OutputFileSystem.of(path(), configuration());
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
      List<Manifest> manifests = new ArrayList<>();
      Ledger.view(place()).eachManifest().forEach(manifests::add);
      return manifests;
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

  /** What {@code verify} finds: damage, rows that are missing or twice, files without a name. */
  List<String> findings() {
    SparkSession session = SparkSession.active().newSession();
    settings.forEach(session.conf()::set);
    return Verify.run(
            session, new Verify.Options(uri, OptionalDouble.empty(), RunOptions.DeviceChoice.AUTO))
        .findings();
  }

  private LedgerPlace place() throws IOException {
    return LedgerPlaces.forReading(path(), configuration());
  }

  private Configuration configuration() {
    Configuration configuration = new Configuration();
    settings.forEach(configuration::set);
    return configuration;
  }

  private Path path() {
    return new Path(uri);
  }
}
