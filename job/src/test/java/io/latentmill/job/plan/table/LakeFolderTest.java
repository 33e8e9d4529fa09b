package io.latentmill.job.plan.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A prompt table in a store whose upper folders belong to others. */
class LakeFolderTest {
  @TempDir java.nio.file.Path folder;

  @Test
  void foldersAboveThatMustNotBeReadAreNoTables() throws IOException {
    Path table = table("rows");
    Guarded files = new Guarded(table);

    assertThat(LakeFolder.around("rows", files, table)).isEmpty();
    assertThat(files.refused).isNotEmpty();
  }

  @Test
  void noFolderIsListedInSearchOfALog() throws IOException {
    Path table = table("rows");
    Guarded files = new Guarded(new Path("/"));

    assertThat(LakeFolder.around("rows", files, table)).isEmpty();
    assertThat(files.listed).isEmpty();
  }

  @Test
  void aTableThatMustNotBeReadItselfIsAnError() throws IOException {
    Path table = table("rows");
    Guarded files = new Guarded(new Path(table, "deeper"));

    assertThatThrownBy(() -> LakeFolder.around("rows", files, table))
        .isInstanceOf(AccessDeniedException.class);
  }

  private Path table(String name) throws IOException {
    return new Path(Files.createDirectories(folder.resolve(name)).toUri().getPath());
  }

  /** Lets nobody look at what is not below a folder, as a policy for a prefix of a bucket does. */
  private static final class Guarded extends RawLocalFileSystem {
    private final String open;
    private final List<Path> refused = new ArrayList<>();
    private final List<Path> listed = new ArrayList<>();

    Guarded(Path open) throws IOException {
      this.open = open.toUri().getPath();
      initialize(URI.create("file:///"), new Configuration(false));
    }

    @Override
    public FileStatus getFileStatus(Path path) throws IOException {
      if (!path.toUri().getPath().startsWith(open)) {
        refused.add(path);
        throw new AccessDeniedException(path.toString());
      }
      return super.getFileStatus(path);
    }

    @Override
    public FileStatus[] listStatus(Path path) throws IOException {
      listed.add(path);
      return super.listStatus(path);
    }
  }
}
