package io.latentmill.udf.weights;

import io.latentmill.udf.bits.Sha256;
import io.latentmill.udf.request.FailureKind;
import io.latentmill.udf.request.LatentmillException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Brings model files of remote file systems to this host, each once, however many executors run on
 * it: they share a folder, where a model's files lie under a name made of their paths, lengths and
 * times, so that a changed model is fetched anew. Only what is used is fetched.
 */
public final class ModelFiles {
  private static final int KEY_DIGITS = 16;

  private final Configuration configuration;
  private final java.nio.file.Path cache;

  /**
   * @param cache the folder that this host's executors share; made when it is not there
   */
  public ModelFiles(Configuration configuration, java.nio.file.Path cache) {
    this.configuration = configuration;
    this.cache = cache;
  }

  /**
   * A path on the local file system with the same content; the path itself if it is local already.
   *
   * @param model a diffusers folder, a lone network's or an adapter's folder, or a file of any kind
   * @throws LatentmillException (model) when there is no such model, (resource) when the storage or
   *     the local disk fails
   */
  public Path localise(Path model) {
    Path remote = qualified(HubCache.resolve(model, configuration));
    if (remote.toUri().getScheme().equals("file")) {
      return model;
    }
    Optional<ModelFile> file = StoredFolder.singleFile(remote, configuration);
    List<ModelFile> files = file.map(this::withItsConfig).orElseGet(() -> filesOf(remote));
    java.nio.file.Path local = cache.resolve(key(remote, files));
    fetch(remote, files, local);
    return new Path(file.map(f -> local.resolve(f.name())).orElse(local).toUri());
  }

  private Path qualified(Path path) {
    try {
      FileSystem fileSystem = path.getFileSystem(configuration);
      return fileSystem.makeQualified(path);
    } catch (IOException e) {
      throw Unreadable.file(path.toString(), e);
    }
  }

  /** A network or an adapter in one file may have its configuration beside it. */
  private List<ModelFile> withItsConfig(ModelFile file) {
    List<ModelFile> files = new ArrayList<>(AdapterPath.of(file.path(), configuration).files());
    StoredFolder.fileIfThere(
            new Path(file.path().getParent(), ComponentFolder.CONFIG), configuration)
        .ifPresent(files::add);
    TaesdHalves.beside(file, configuration).ifPresent(files::add);
    return files;
  }

  private List<ModelFile> filesOf(Path path) {
    StoredFolder folder = StoredFolder.list(path, Set.of(), configuration);
    if (folder.has(DiffusersCheckpoint.INDEX)) {
      return DiffusersCheckpoint.open(path, configuration).files();
    }
    return AdapterPath.isIn(folder)
        ? AdapterPath.of(path, configuration).files()
        : ComponentFolder.open(path, configuration).files();
  }

  private static String key(Path remote, List<ModelFile> files) {
    MessageDigest digest = Sha256.start();
    digest.update(remote.toString().getBytes(StandardCharsets.UTF_8));
    for (ModelFile file : files) {
      String line = "\n" + file.name() + " " + file.bytes() + " " + file.modifiedMillis();
      digest.update(line.getBytes(StandardCharsets.UTF_8));
    }
    return Sha256.hex(digest).substring(0, KEY_DIGITS);
  }

  private void fetch(Path remote, List<ModelFile> files, java.nio.file.Path local) {
    try {
      Files.createDirectories(local);
      HostLock.whileHolding(
          local.resolveSibling(local.getFileName() + ".lock"), () -> fetchAll(files, local));
    } catch (IOException e) {
      throw new LatentmillException(
          FailureKind.RESOURCE, "Cannot bring %s to %s: %s".formatted(remote, local, e), e);
    }
  }

  private void fetchAll(List<ModelFile> files, java.nio.file.Path local) throws IOException {
    for (ModelFile file : files) {
      fetch(file, local.resolve(file.name()));
    }
  }

  /** A file under its name is whole: it gets the name after its last byte. */
  private void fetch(ModelFile file, java.nio.file.Path target) throws IOException {
    if (Files.exists(target)) {
      return;
    }
    Files.createDirectories(target.getParent());
    java.nio.file.Path part = target.resolveSibling(target.getFileName() + ".part");
    try (InputStream stream = file.path().getFileSystem(configuration).open(file.path())) {
      Files.copy(stream, part, StandardCopyOption.REPLACE_EXISTING);
    }
    if (Files.size(part) != file.bytes()) {
      throw new IOException(
          "%s has %d bytes, not %d".formatted(file.path(), Files.size(part), file.bytes()));
    }
    Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
  }
}
