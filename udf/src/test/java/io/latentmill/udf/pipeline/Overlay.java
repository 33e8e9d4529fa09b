package io.latentmill.udf.pipeline;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Lays a folder with some parts of a model over a whole one, so that references stay small. */
final class Overlay {
  private Overlay() {}

  /** A folder with the files of both; where both have one, the upper one's. */
  static Path of(Path whole, Path parts) {
    try {
      Path folder = Files.createTempDirectory("overlay");
      for (Path layer : List.of(whole, parts)) {
        copy(layer, folder);
      }
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from).filter(Files::isRegularFile)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        Files.createDirectories(target.getParent());
        Files.deleteIfExists(target);
        Files.createSymbolicLink(target, file);
      }
    }
  }
}
