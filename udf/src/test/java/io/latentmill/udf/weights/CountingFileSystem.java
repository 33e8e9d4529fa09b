package io.latentmill.udf.weights;

import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;

/**
 * The local disk as a remote file system, {@code counting:///}, that counts how often it is read.
 */
public final class CountingFileSystem extends RawLocalFileSystem {
  static final Map<String, Integer> OPENED = new ConcurrentHashMap<>();

  static Configuration configuration() {
    Configuration configuration = new Configuration(false);
    configuration.set("fs.counting.impl", CountingFileSystem.class.getName());
    return configuration;
  }

  @Override
  public URI getUri() {
    return URI.create("counting:///");
  }

  @Override
  public FSDataInputStream open(Path path, int bufferSize) throws IOException {
    OPENED.merge(path.toUri().getPath(), 1, Integer::sum);
    return super.open(path, bufferSize);
  }
}
