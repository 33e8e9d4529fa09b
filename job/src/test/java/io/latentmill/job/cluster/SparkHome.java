package io.latentmill.job.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A Spark home made of Maven's jars. Each submission gets a home of its own that shares the jars,
 * because a local cluster's workers write the executors' logs and copies of jars into {@code work/}
 * there.
 */
public record SparkHome(Path path) {

  /** Makes a home in {@code directory}, which must not be one yet. */
  public static SparkHome in(Path directory) {
    try {
      Files.createDirectories(directory);
      Files.createSymbolicLink(directory.resolve("jars"), Checkout.sparkJars());
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot make a Spark home in " + directory, e);
    }
    return new SparkHome(directory);
  }

  /** The same with more jars. */
  public static SparkHome with(Path directory, Path... more) {
    SparkHome home = without(directory);
    try {
      for (Path jar : more) {
        Files.createSymbolicLink(directory.resolve("jars").resolve(jar.getFileName()), jar);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot make a Spark home in " + directory, e);
    }
    return home;
  }

  /** The same without the jars whose names hold one of these words. */
  public static SparkHome without(Path directory, String... words) {
    try (Stream<Path> jars = Files.list(Checkout.sparkJars())) {
      Path folder = Files.createDirectories(directory.resolve("jars"));
      for (Path jar : jars.toList()) {
        String name = jar.getFileName().toString();
        if (Stream.of(words).noneMatch(name::contains)) {
          Files.createSymbolicLink(folder.resolve(name), jar);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot make a Spark home in " + directory, e);
    }
    return new SparkHome(directory);
  }

  /** The class path of driver and executors. */
  public String classPath() {
    return Checkout.conf() + ":" + path.resolve("jars") + "/*";
  }

  /** What the executors printed: {@code stdout} and {@code stderr} of each, by path. */
  public List<Path> executorLogs() {
    Path work = path.resolve("work");
    if (!Files.exists(work)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(work)) {
      return files.filter(SparkHome::isLog).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot list the executors' logs in " + work, e);
    }
  }

  private static boolean isLog(Path file) {
    String name = file.getFileName().toString();
    return name.equals("stdout") || name.equals("stderr");
  }
}
