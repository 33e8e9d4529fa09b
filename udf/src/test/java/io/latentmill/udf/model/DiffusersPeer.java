package io.latentmill.udf.model;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;

/**
 * Diffusers' own U-Net in a Python process, over the same weights and inputs, for comparison. It
 * runs where LATENTMILL_BENCH_PYTHON names a Python that has torch; LATENTMILL_BENCH_DIFFUSERS
 * names the folder of diffusers' sources where that Python has not installed it. Closing waits for
 * the process.
 */
final class DiffusersPeer implements AutoCloseable {
  private static final String SCRIPT = "unet_peer.py";

  private final Process process;
  private final Writer requests;
  private final BufferedReader answers;

  private DiffusersPeer(Process process) {
    this.process = process;
    this.requests = process.outputWriter();
    this.answers = process.inputReader();
  }

  /**
   * Starts the process and waits until the network is loaded.
   *
   * @param folder has config.json, weights.safetensors and inputs.safetensors; the prediction is
   *     written there as peer.safetensors
   */
  static Optional<DiffusersPeer> start(Path folder, int threads) throws IOException {
    String python = System.getenv("LATENTMILL_BENCH_PYTHON");
    if (python == null) {
      return Optional.empty();
    }
    try (InputStream script = DiffusersPeer.class.getResourceAsStream(SCRIPT)) {
      Files.copy(script, folder.resolve(SCRIPT), StandardCopyOption.REPLACE_EXISTING);
    }
    ProcessBuilder builder =
        new ProcessBuilder(List.of(python, SCRIPT, Integer.toString(threads)))
            .directory(folder.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    Optional.ofNullable(System.getenv("LATENTMILL_BENCH_DIFFUSERS"))
        .ifPresent(sources -> builder.environment().put("PYTHONPATH", sources));
    DiffusersPeer peer = new DiffusersPeer(builder.start());
    System.out.println("peer: " + peer.answer());
    return Optional.of(peer);
  }

  /** Lets it make one prediction. */
  double step() {
    try {
      requests.write("step\n");
      requests.flush();
      return Double.parseDouble(answer());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String answer() throws IOException {
    String line = answers.readLine();
    if (line == null) {
      throw new IOException("the Python process ended without an answer");
    }
    return line;
  }

  @Override
  public void close() throws IOException {
    requests.close();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
    }
  }
}
