package io.latentmill.job.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

/**
 * Packs classes of the tests into a jar that a submission can run, or take by {@code spark.jars}.
 */
public final class TestJar {
  private final List<Class<?>> classes;
  private final Map<String, String> resources = new LinkedHashMap<>();

  private TestJar(List<Class<?>> classes) {
    this.classes = classes;
  }

  /** Nested classes are taken along; lambdas need nothing, they are their class's own methods. */
  public static TestJar of(Class<?>... classes) {
    List<Class<?>> all = new ArrayList<>();
    for (Class<?> each : classes) {
      all.add(each);
      all.addAll(List.of(each.getDeclaredClasses()));
    }
    return new TestJar(all);
  }

  /** Adds a text, for example {@code META-INF/services/...}. */
  public TestJar resource(String name, String text) {
    resources.put(name, text);
    return this;
  }

  public Path write(Path file) {
    try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(file))) {
      for (Class<?> each : classes) {
        put(jar, each.getName().replace('.', '/') + ".class", bytes(each));
      }
      for (Map.Entry<String, String> each : resources.entrySet()) {
        put(jar, each.getKey(), each.getValue().getBytes(StandardCharsets.UTF_8));
      }
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write " + file, e);
    }
  }

  private static void put(JarOutputStream jar, String name, byte[] bytes) throws IOException {
    jar.putNextEntry(new JarEntry(name));
    jar.write(bytes);
    jar.closeEntry();
  }

  private static byte[] bytes(Class<?> each) throws IOException {
    String name = "/" + each.getName().replace('.', '/') + ".class";
    try (InputStream in = each.getResourceAsStream(name)) {
      return in.readAllBytes();
    }
  }
}
