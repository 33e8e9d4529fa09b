package io.latentmill.job.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * A submission that runs, or ran, in a process of its own: the driver, and under a local cluster
 * one JVM per executor. Closing it ends all of them.
 */
public final class Submission implements AutoCloseable {
  private final Process driver;
  private final ProcessTree processes;
  private final Path directory;

  Submission(Process driver, ProcessTree processes, Path directory) {
    this.driver = driver;
    this.processes = processes;
    this.directory = directory;
  }

  /** The driver's process id. */
  public long pid() {
    return driver.pid();
  }

  /** Complete when the driver has ended. */
  public CompletableFuture<?> onExit() {
    return driver.onExit();
  }

  public boolean isRunning() {
    return driver.isAlive();
  }

  /** Waits for the driver's end and answers its exit code; 128 + n if signal n ended it. */
  public int await(Duration limit) {
    try {
      if (!driver.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new AssertionError(
            "The submission did not end within %s%n%s".formatted(limit, log()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("Interrupted while waiting for the submission", e);
    }
    return exitCode();
  }

  /** Fails while the driver runs. */
  public int exitCode() {
    return driver.exitValue();
  }

  /**
   * Waits until {@code condition} holds, while the driver lives. For moments that can be seen from
   * outside: a file that is there, a line that was printed.
   */
  public void awaitUntil(String what, Duration limit, BooleanSupplier condition) {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!condition.getAsBoolean()) {
      boolean late = System.nanoTime() > deadline;
      if (late || !isRunning()) {
        String why = late ? "within " + limit : "before the driver ended";
        throw new AssertionError("Not seen %s: %s%n%s".formatted(why, what, log()));
      }
      pause(Duration.ofMillis(50));
    }
  }

  /** The executors' JVMs that live now; the order of their process ids is that of their start. */
  public List<Executor> executors() {
    return processes.executors().stream().map(process -> new Executor(process.pid())).toList();
  }

  /** Sends the driver a signal: {@code KILL}, {@code STOP}, {@code CONT} or {@code TERM}. */
  public void signal(String name) {
    Signals.send(name, pid());
  }

  /** What the driver printed to standard output so far. */
  public String stdout() {
    return read("stdout");
  }

  /** What the driver printed to standard error so far. */
  public String stderr() {
    return read("stderr");
  }

  /** The executors' own logs: {@code stdout} and {@code stderr} of each, by path. */
  public List<Path> executorLogs() {
    return new SparkHome(directory.resolve("spark-home")).executorLogs();
  }

  @Override
  public void close() {
    processes.killAll();
  }

  private String log() {
    return "stdout:%n%s%nstderr:%n%s".formatted(stdout(), stderr());
  }

  private String read(String file) {
    try {
      return Files.readString(directory.resolve(file), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read what the driver printed to " + file, e);
    }
  }

  private static void pause(Duration time) {
    try {
      Thread.sleep(time.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("Interrupted while waiting for the submission", e);
    }
  }

  /** One executor's JVM. */
  public record Executor(long pid) {
    /** Sends it a signal: {@code KILL}, {@code STOP}, {@code CONT} or {@code TERM}. */
    public void signal(String name) {
      Signals.send(name, pid);
    }
  }
}
