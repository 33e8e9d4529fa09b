package io.latentmill.job.fault;

import io.latentmill.job.cluster.Submission;
import io.latentmill.job.cluster.TestJar;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/** The test's end of {@link HookFileSystem}: a gate for rows, and a row that kills. */
record Hooks(Path directory) {
  static final String WAITING = "gate.png";
  static final String KILLING = "kill.png";
  static final int SIDE = 64;

  private static final Duration LIMIT = Duration.ofMinutes(5);

  /** Makes the images, with an open gate and nothing armed. */
  static Hooks in(Path directory) {
    Path folder = directory.resolve("hooks");
    try {
      Files.createDirectories(folder);
      BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
      ImageIO.write(image, "png", folder.resolve(WAITING).toFile());
      ImageIO.write(image, "png", folder.resolve(KILLING).toFile());
      TestJar.of(HookFileSystem.class).write(folder.resolve("hooks.jar"));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot make hooks in " + folder, e);
    }
    return new Hooks(folder);
  }

  /** Where rows' paths may lead, as an option of the program. */
  static final String ROOTS = "--input-roots=hook:///";

  /** Spark's settings with which executors and driver know {@code hook:///}. */
  Map<String, String> conf() {
    return Map.of(
        "spark.executor.extraClassPath",
        directory.resolve("hooks.jar").toString(),
        "spark.jars",
        directory.resolve("hooks.jar").toString(),
        "spark.hadoop.fs.hook.impl",
        HookFileSystem.class.getName(),
        "spark.hadoop." + HookFileSystem.DIRECTORY,
        directory.toString());
  }

  /** An image without a hook. */
  String plainImage() {
    return directory.resolve(WAITING).toUri().toString();
  }

  void closeGate() {
    arrivals().forEach(Hooks::delete);
    create(HookFileSystem.CLOSED);
  }

  void openGate() {
    delete(directory.resolve(HookFileSystem.CLOSED));
  }

  /** From now on {@code kill.png} ends the JVM that opens it. */
  void arm() {
    create(HookFileSystem.ARMED);
  }

  void disarm() {
    delete(directory.resolve(HookFileSystem.ARMED));
  }

  /** Waits until a row has stood at the closed gate in so many executors. */
  void awaitArrivals(Submission run, int executors) {
    run.awaitUntil("a row at the gate", LIMIT, () -> arrivals().size() >= executors);
  }

  /** Waits until a row stands at the closed gate; answers the executor it is in. */
  Submission.Executor awaitArrival(Submission run) {
    awaitArrivals(run, 1);
    String name = arrivals().get(0).getFileName().toString();
    return new Submission.Executor(Long.parseLong(name.substring(HookFileSystem.ARRIVED.length())));
  }

  private List<Path> arrivals() {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith(HookFileSystem.ARRIVED))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot list " + directory, e);
    }
  }

  private void create(String name) {
    try {
      Files.write(directory.resolve(name), new byte[0]);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot create " + name, e);
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot delete " + file, e);
    }
  }
}
