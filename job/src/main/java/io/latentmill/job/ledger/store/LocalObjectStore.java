package io.latentmill.job.ledger.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Objects as files of a POSIX file system, also a shared one. A body is written to a hidden file
 * first and gets its name by a hard link, which is atomic and fails if the name exists. Creating
 * the named file itself (CREATE_NEW) would show it half-written, and Hadoop's local file system
 * looks and then opens, so that two creators can both succeed.
 */
public final class LocalObjectStore implements ObjectStore {
  private final Path root;

  public LocalObjectStore(Path root) {
    this.root = root;
  }

  @Override
  public Outcome putIfAbsent(String name, byte[] body) throws IOException {
    Path target = root.resolve(name);
    Path hidden = writeHidden(target, body);
    try {
      Files.createLink(target, hidden);
      sync(target.getParent());
      return Outcome.CREATED;
    } catch (FileAlreadyExistsException taken) {
      return Outcome.ALREADY_THERE;
    } finally {
      Files.deleteIfExists(hidden);
    }
  }

  @Override
  public void put(String name, byte[] body) throws IOException {
    Path target = root.resolve(name);
    Path hidden = writeHidden(target, body);
    Files.move(hidden, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    sync(target.getParent());
  }

  @Override
  public Optional<byte[]> read(String name) throws IOException {
    try {
      return Optional.of(Files.readAllBytes(root.resolve(name)));
    } catch (NoSuchFileException absent) {
      return Optional.empty();
    }
  }

  @Override
  public List<String> list(String directory) throws IOException {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(root.resolve(directory))) {
      for (Path file : files) {
        String name = file.getFileName().toString();
        if (!name.startsWith(".") && !Files.isDirectory(file)) {
          names.add(directory + "/" + name);
        }
      }
    } catch (NoSuchFileException | NotDirectoryException absent) {
      return List.of();
    }
    Collections.sort(names);
    return names;
  }

  @Override
  public void delete(String name) throws IOException {
    Files.deleteIfExists(root.resolve(name));
  }

  private static Path writeHidden(Path target, byte[] body) throws IOException {
    Files.createDirectories(target.getParent());
    Path hidden = target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID());
    try (FileChannel file =
        FileChannel.open(hidden, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      ByteBuffer rest = ByteBuffer.wrap(body);
      while (rest.hasRemaining()) {
        file.write(rest);
      }
      file.force(true);
    } catch (IOException failure) {
      // On a full disk every heartbeat would leave one.
      Files.deleteIfExists(hidden);
      throw failure;
    }
    return hidden;
  }

  /** Makes a name outlive a power cut. */
  private static void sync(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
