package io.latentmill.job.ledger;

import java.net.URI;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;

/** Local files under a scheme that promises nothing: {@code plain:/path}. */
public final class PlainFileSystem extends RawLocalFileSystem {
  @Override
  public URI getUri() {
    return URI.create("plain:///");
  }

  @Override
  protected void checkPath(Path path) {}
}
