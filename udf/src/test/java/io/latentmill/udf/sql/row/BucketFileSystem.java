package io.latentmill.udf.sql.row;

import java.net.URI;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.RawLocalFileSystem;

/** A file system that goes by the name it was opened by, as those of buckets do. */
public final class BucketFileSystem extends RawLocalFileSystem {
  private URI name;

  @Override
  public void initialize(URI name, Configuration configuration) {
    this.name = URI.create(name.getScheme() + "://" + name.getAuthority());
    setConf(configuration);
  }

  /** Its superclass asks before it has a name. */
  @Override
  public URI getUri() {
    return name == null ? super.getUri() : name;
  }
}
