package io.latentmill.udf.bits;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The program's version, as the build wrote it into the jar. */
public final class ProgramVersion {
  /** For example 0.1.0. */
  public static final String TEXT = read();

  private ProgramVersion() {}

  private static String read() {
    try (InputStream stream = ProgramVersion.class.getResourceAsStream("version.txt")) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the program's version", e);
    }
  }
}
