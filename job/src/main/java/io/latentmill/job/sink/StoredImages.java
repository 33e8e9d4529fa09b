package io.latentmill.job.sink;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Row;

/** Where a format keeps a row's image and latents. Rows are asked for in the order of the shard. */
sealed interface StoredImages extends Closeable {

  /** The encoded image of a generated row. */
  byte[] image(Row row) throws IOException;

  /** Float16 little-endian latents of a generated row. */
  byte[] latents(Row row) throws IOException;

  @Override
  default void close() throws IOException {}

  static StoredImages open(Configuration configuration, StoredChunk chunk, int shard)
      throws IOException {
    FileSystem files = chunk.data().getFileSystem(configuration);
    return switch (chunk.format()) {
      case PARQUET -> new InRow();
      case WEBDATASET -> new InTar(files.open(new Path(chunk.data(), ShardNames.tar(shard))));
      case FILES -> new InFile(files, chunk.data());
    };
  }

  /** Both are columns. */
  record InRow() implements StoredImages {
    @Override
    public byte[] image(Row row) {
      return row.<Row>getAs("image").getAs("bytes");
    }

    @Override
    public byte[] latents(Row row) {
      return row.getAs("latents");
    }
  }

  /** The image is a file, the latents are a column. */
  record InFile(FileSystem files, Path directory) implements StoredImages {
    @Override
    public byte[] image(Row row) throws IOException {
      try (InputStream file = files.open(new Path(directory, row.<String>getAs("file_name")))) {
        return file.readAllBytes();
      }
    }

    @Override
    public byte[] latents(Row row) {
      return row.getAs("latents");
    }
  }

  /** Both are members of a tar, which is read once from its start to its end. */
  final class InTar implements StoredImages {
    private final InputStream archive;
    private Map<String, byte[]> members = Map.of();

    InTar(InputStream archive) {
      this.archive = archive;
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
        throw new IOException("Cannot copy " + name + ": its tar does not hold it");
      }
      return content;
    }

    @Override
    public void close() throws IOException {
      archive.close();
    }
  }
}
