package io.latentmill.udf.sql.row;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latentmill.udf.request.FailureKind;
import io.latentmill.udf.request.LatentmillException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the paths of rows may lead, and all the ways to disguise that they lead elsewhere. */
class ListedRootsTest {
  private static final Configuration CONFIGURATION = new Configuration();

  @TempDir private Path folder;

  private Path inside;
  private Path outside;

  @BeforeEach
  void makeFolders() throws IOException {
    inside = Files.createDirectories(folder.resolve("inside/deeper")).getParent();
    outside = Files.createDirectories(folder.resolve("inside-not"));
    Files.writeString(outside.resolve("secret"), "secret");
    Files.writeString(inside.resolve("deeper/image.png"), "image");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "deeper/image.png",
        "not-there.png",
        "not-there/deeper.png",
        "deeper/../deeper/image.png",
        "deeper",
        "",
        "link-in",
        "folder-in/image.png"
      })
  void whatLiesBelowARootPasses(String path) throws IOException {
    Files.createSymbolicLink(inside.resolve("link-in"), inside.resolve("deeper/image.png"));
    Files.createSymbolicLink(inside.resolve("folder-in"), inside.resolve("deeper"));

    assertThatCode(() -> roots().check("init_image", inside + "/" + path))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../inside-not/secret",
        "deeper/../../inside-not/secret",
        "../inside-not",
        "..",
        "link-out",
        "folder-out/secret",
        "folder-out/not-there",
        "deeper/../folder-out/secret"
      })
  void whatLeadsElsewhereIsRefused(String path) throws IOException {
    Files.createSymbolicLink(inside.resolve("link-out"), outside.resolve("secret"));
    Files.createSymbolicLink(inside.resolve("folder-out"), outside);
    String whole = inside + "/" + path;

    refuses(
        whole,
        "init_image %s leads beyond %s; --input-roots lists where the paths of rows may lead"
            .formatted(whole, inside));
  }

  @Test
  void aLinkToNothingIsRefused() throws IOException {
    Path link = Files.createSymbolicLink(inside.resolve("link"), outside.resolve("not-yet"));

    refuses(link.toString(), "Cannot read init_image %s: %s".formatted(link, link));
  }

  @Test
  void aModelsFolderIsRefusedForALinkInIt() throws IOException {
    Path adapter = Files.createDirectory(inside.resolve("adapter"));
    Path link = adapter.resolve("adapter_model.safetensors");
    Files.createSymbolicLink(link, inside.resolve("deeper/image.png"));
    assertThatCode(() -> roots().check("loras.path", adapter.toString()))
        .doesNotThrowAnyException();

    Files.delete(link);
    Files.createSymbolicLink(link, outside.resolve("secret"));
    refuses(
        adapter.toString(),
        "init_image %s leads beyond %s; --input-roots lists where the paths of rows may lead"
            .formatted(adapter, inside));
  }

  @Test
  void aRootMayBeALinkItself() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("link"), inside);
    InputRoots roots = new ListedRoots(List.of(link.toString()), CONFIGURATION);

    assertThatCode(() -> roots.check("init_image", inside + "/deeper/image.png"))
        .doesNotThrowAnyException();
    assertThatCode(() -> roots.check("init_image", link + "/deeper/image.png"))
        .doesNotThrowAnyException();
  }

  /** There is no such bucket, and no file system for it on this class path either. */
  @ParameterizedTest
  @ValueSource(
      strings = {"s3a://other/key.png", "nowhere://host/key.png", "hdfs://bucket/a.png", "/a.png"})
  void aTableInABucketReachesNothingElse(String path) {
    InputRoots bucket = new ListedRoots(List.of("s3a://bucket/"), local("s3a"));

    assertThatThrownBy(() -> bucket.check("mask_image", path))
        .hasMessage(
            "mask_image %s leads beyond s3a://bucket/; --input-roots lists where the paths of rows"
                    .formatted(path)
                + " may lead");
  }

  @Test
  void aWholeFileSystemHoldsAllThatIsOnIt() throws IOException {
    InputRoots all =
        ListedRoots.all(
            new org.apache.hadoop.fs.Path(inside.toString()).getFileSystem(CONFIGURATION),
            CONFIGURATION);

    assertThatCode(() -> all.check("init_image", "/etc/hostname")).doesNotThrowAnyException();
    assertThatThrownBy(() -> all.check("init_image", "s3a://bucket/key.png"))
        .hasMessageContaining("init_image s3a://bucket/key.png leads beyond file:/");
  }

  @Test
  void withoutRootsThereAreNoFiles() {
    InputRoots none = new ListedRoots(List.of(), CONFIGURATION);

    assertThatThrownBy(() -> none.check("init_image", "a.png"))
        .hasMessage(
            "init_image a.png leads beyond the table, which has no files beside it; --input-roots"
                + " lists where the paths of rows may lead");
  }

  @Test
  void whatIsNoPathIsTheRowsFault() {
    refuses(
        "a:b:c",
        "Cannot read init_image a:b:c: java.net.URISyntaxException: Relative path in"
            + " absolute URI: a:b:c");
  }

  /** A configuration in which a scheme has a file system, whose files nobody opens here. */
  private static Configuration local(String scheme) {
    Configuration configuration = new Configuration();
    configuration.set("fs." + scheme + ".impl", BucketFileSystem.class.getName());
    return configuration;
  }

  private InputRoots roots() {
    return new ListedRoots(List.of(inside.toString()), CONFIGURATION);
  }

  private void refuses(String path, String message) {
    assertThatThrownBy(() -> roots().check("init_image", path))
        .isInstanceOf(LatentmillException.class)
        .hasMessage(message)
        .extracting(it -> ((LatentmillException) it).kind())
        .isEqualTo(FailureKind.USER);
  }
}
