package io.latentmill.job;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.latentmill.job.cluster.Checkout;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.commons.codec.digest.DigestUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code mvnw} with an archive that a server on this machine has. */
class MavenWrapperTest {
  private static final String VERSION = "7.6.5";
  private static final String FILE =
      "/repository/org/apache/maven/apache-maven/7.6.5/apache-maven-7.6.5-bin.tar.gz";

  @TempDir Path folder;
  private final AtomicInteger downloads = new AtomicInteger();
  private HttpServer server;
  private byte[] archive;

  @BeforeEach
  void publish() throws Exception {
    Path root = Checkout.root();
    Files.copy(root.resolve("mvnw"), folder.resolve("mvnw"));
    archive = archive();
    pin(DigestUtils.sha512Hex(archive));
    maven("path", "Apache Maven 3.2.1 (of the machine)");
    server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.createContext(
        "/",
        exchange -> {
          downloads.incrementAndGet();
          boolean there = exchange.getRequestURI().getPath().equals(FILE);
          exchange.sendResponseHeaders(there ? 200 : 404, there ? archive.length : -1);
          if (there) {
            exchange.getResponseBody().write(archive);
          }
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void downloadsOnceAndKeepsIt() throws Exception {
    assertThat(mvnw(url("/repository/"))).isEqualTo("0 Apache Maven 7.6.5 (published) a|b c|\n");
    assertThat(mvnw(Map.of())).isEqualTo("0 Apache Maven 7.6.5 (published) a|b c|\n");
    assertThat(downloads).hasValue(1);
    try (var kept = Files.walk(folder.resolve("home"))) {
      assertThat(kept.map(it -> it.getFileName().toString())).noneMatch(it -> it.startsWith("."));
    }
  }

  @Test
  void runsThePinnedOneOfTheMachine() throws Exception {
    maven("path", "\u001b[1mApache Maven 7.6.5\u001b[m (of the machine)");

    assertThat(mvnw(url("/repository"))).contains("(of the machine) a|b c|\n");
    assertThat(downloads).hasValue(0);
  }

  @Test
  void runsTheOneThatMavensOwnWrapperKept() throws Exception {
    maven("home/wrapper/dists/apache-maven-7.6.5/0a1b2c", "Apache Maven 7.6.5 (kept)");

    assertThat(mvnw(Map.of())).isEqualTo("0 Apache Maven 7.6.5 (kept) a|b c|\n");
  }

  @Test
  void saysWhatToSet() throws Exception {
    assertThat(mvnw(Map.of()))
        .isEqualTo(
            "1 mvnw: Maven 7.6.5 is neither on PATH nor in %s; install it, or set MVNW_REPOURL to the URL of a Maven repository that has it\n"
                .formatted(folder.resolve("home/wrapper/dists/apache-maven-7.6.5")));
  }

  @Test
  void refusesAnotherArchive() throws Exception {
    String right = DigestUtils.sha512Hex(archive);
    pin("0".repeat(128));
    String wrong =
        "1 mvnw: http://127.0.0.1:%d%s has SHA-512 %s, not %s\n"
            .formatted(server.getAddress().getPort(), FILE, right, "0".repeat(128));

    assertThat(mvnw(url("/repository"))).isEqualTo(wrong);
    assertThat(mvnw(url("/repository"))).isEqualTo(wrong);
  }

  @Test
  void saysWhatIsNotThere() throws Exception {
    assertThat(mvnw(url("/elsewhere")))
        .startsWith("1 ")
        .endsWith(
            "mvnw: cannot download http://127.0.0.1:%d%s\n"
                .formatted(server.getAddress().getPort(), FILE.replace("repository", "elsewhere")));
  }

  @Test
  void oursIsPinnedInFull() throws IOException {
    Path root = Checkout.root();

    assertThat(Files.readString(root.resolve(".mvn/wrapper/maven-wrapper.properties")))
        .containsPattern("(?m)^version=\\d+\\.\\d+\\.\\d+$")
        .containsPattern("(?m)^sha512=[0-9a-f]{128}$");
  }

  private Map<String, String> url(String path) {
    return Map.of(
        "MVNW_REPOURL", "http://127.0.0.1:%d%s".formatted(server.getAddress().getPort(), path));
  }

  private void pin(String sha512) throws IOException {
    Path properties = folder.resolve(".mvn/wrapper/maven-wrapper.properties");
    Files.createDirectories(properties.getParent());
    Files.writeString(properties, "# pinned\nversion=%s\nsha512=%s\n".formatted(VERSION, sha512));
  }

  /** A {@code bin/mvn} in a folder that says what it is and what it was called with. */
  private void maven(String below, String words) throws IOException {
    Path mvn = folder.resolve(below).resolve("bin/mvn");
    Files.createDirectories(mvn.getParent());
    String script = "#!/bin/sh\nprintf '%%s ' '%s'\nprintf '%%s|' \"$@\"\necho\n".formatted(words);
    assertThat(Files.writeString(mvn, script).toFile().setExecutable(true)).isTrue();
  }

  private byte[] archive() throws Exception {
    maven("published/apache-maven-7.6.5", "Apache Maven 7.6.5 (published)");
    Path file = folder.resolve("published.tar.gz");
    List<String> tar =
        List.of("tar", "-czf", file.toString(), "-C", "published", "apache-maven-7.6.5");
    assertThat(new ProcessBuilder(tar).directory(folder.toFile()).start().waitFor()).isZero();
    return Files.readAllBytes(file);
  }

  /** Its exit code, and all that it says. */
  private String mvnw(Map<String, String> more) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(folder.resolve("mvnw").toString(), "a", "b c").redirectErrorStream(true);
    Map<String, String> variables = builder.environment();
    variables.remove("MVNW_REPOURL");
    variables.put("MAVEN_USER_HOME", folder.resolve("home").toString());
    variables.put("PATH", folder.resolve("path/bin") + ":" + System.getenv("PATH"));
    variables.putAll(more);
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    return process.waitFor() + " " + said;
  }
}
