package io.latentmill.job.sink;

import io.latentmill.job.sink.stored.StoredImages;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Row;

/** Images and latents that are members of a tar, which is read once from its start to its end. */
final class TarImages implements StoredImages {
  private final InputStream archive;
  private Map<String, byte[]> members = Map.of();

  private TarImages(InputStream archive) {
    this.archive = archive;
  }

  static TarImages open(Path tar, Configuration configuration) throws IOException {
    return new TarImages(tar.getFileSystem(configuration).open(tar));
  }

  @Override
  public byte[] image(Row row) throws IOException {
    return member(row.getAs("file_name"), row);
  }

  @Override
  public byte[] latents(Row row) throws IOException {
    return Npy.content(member(latentsName(row), row));
  }

  private static String latentsName(Row row) {
    String image = row.getAs("file_name");
    return image.substring(0, image.indexOf('.')) + ".latent.npy";
  }

  /** A sample's text is its last member: whoever has read it has read all of them. */
  private byte[] member(String name, Row row) throws IOException {
    if (!members.containsKey(name)) {
      members = TarMembers.readSample(archive, row.getAs("file_name"));
    }
    byte[] content = members.get(name);
    if (content == null) {
      throw new IOException("Cannot read " + name + ": its tar does not hold it");
    }
    return content;
  }

  @Override
  public void close() throws IOException {
    archive.close();
  }
}
