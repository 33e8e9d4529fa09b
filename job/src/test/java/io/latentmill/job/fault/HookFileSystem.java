package io.latentmill.job.fault;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;

/**
 * A file system whose images do something to the executor that opens them, so that a row can hold
 * its task or kill its JVM. Lies on the executors' class path only; {@link Hooks} is the test's
 * end. A row names {@code hook:///gate.png} in all runs alike, so that their data can be compared;
 * what happens is decided by files beside the image.
 */
public final class HookFileSystem extends RawLocalFileSystem {
  static final String DIRECTORY = "fs.hook.directory";
  static final String CLOSED = "closed";
  static final String ARMED = "armed";
  static final String ARRIVED = "arrived-";

  private static final long POLL_MILLIS = 50;
  private static final long COMPANY_NANOS = 10_000_000_000L;

  @Override
  public URI getUri() {
    return URI.create("hook:///");
  }

  @Override
  public File pathToFile(Path path) {
    return file(path.getName());
  }

  @Override
  public FSDataInputStream open(Path path, int bufferSize) throws IOException {
    if (path.getName().equals(Hooks.KILLING) && file(ARMED).exists()) {
      awaitCompany();
      Runtime.getRuntime().halt(137);
    }
    if (path.getName().equals(Hooks.WAITING)) {
      waitAtGate();
    }
    return super.open(path, bufferSize);
  }

  /** While the gate is closed, gives another row of this JVM time to arrive there. */
  private void awaitCompany() throws IOException {
    long end = System.nanoTime() + COMPANY_NANOS;
    while (file(CLOSED).exists() && !arrival().exists() && System.nanoTime() < end) {
      pause();
    }
  }

  private void waitAtGate() throws IOException {
    if (file(CLOSED).exists()) {
      Files.write(arrival().toPath(), new byte[0]);
    }
    while (file(CLOSED).exists()) {
      pause();
    }
  }

  private static void pause() throws IOException {
    try {
      Thread.sleep(POLL_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted at the gate", e);
    }
  }

  private File arrival() {
    return file(ARRIVED + ProcessHandle.current().pid());
  }

  private File file(String name) {
    return new File(getConf().get(DIRECTORY), name);
  }
}
