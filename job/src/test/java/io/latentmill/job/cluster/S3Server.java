package io.latentmill.job.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A real S3 server (s3proxy) in a process of its own, with one bucket. It checks signatures, so
 * requests need {@link #ACCESS_KEY} and {@link #SECRET_KEY}.
 *
 * <p>Conditional writes hold: of concurrent PUTs of one key with {@code If-None-Match: *} exactly
 * one answers 200 and its bytes stay, the others answer 412. Measured on s3proxy 4.0.0, 400 races
 * of 8 requests each, with both stores.
 */
public final class S3Server implements AutoCloseable {
  public static final String ACCESS_KEY = "latentmill-test";
  public static final String SECRET_KEY = "latentmill-test-secret";
  public static final String BUCKET = "latentmill";

  private static final Pattern LISTENING = Pattern.compile("Started .*\\{127\\.0\\.0\\.1:(\\d+)}");
  private static final Duration START_LIMIT = Duration.ofSeconds(60);

  private final Process process;
  private final int port;

  private S3Server(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /** Objects live in the server's memory. {@code directory} takes its settings and its log. */
  public static S3Server inMemory(Path directory) {
    return start(directory, Map.of("jclouds.provider", "transient-nio2"));
  }

  /** Objects live in files below {@code directory}. */
  public static S3Server onDisk(Path directory) {
    Path objects = directory.resolve("objects");
    return start(
        directory,
        Map.of(
            "jclouds.provider",
            "filesystem-nio2",
            "jclouds.filesystem.basedir",
            objects.toString()));
  }

  public int port() {
    return port;
  }

  /** The bucket's contents, seen past any {@link FaultProxy}. */
  public S3Bucket bucket() {
    return new S3Bucket(port, BUCKET);
  }

  /** {@code s3a://latentmill/PATH}. */
  public String uri(String path) {
    return "s3a://" + BUCKET + "/" + path;
  }

  /** Credentials where a submission expects them. */
  public Map<String, String> environment() {
    return Map.of("AWS_ACCESS_KEY_ID", ACCESS_KEY, "AWS_SECRET_ACCESS_KEY", SECRET_KEY);
  }

  /** Spark's settings for S3A on this server. */
  public Map<String, String> sparkConf() {
    return sparkConf(port);
  }

  /** The same by way of a {@link FaultProxy} that listens on {@code proxyPort}. */
  public Map<String, String> sparkConf(int proxyPort) {
    Map<String, String> conf = new LinkedHashMap<>();
    hadoopConf(proxyPort).forEach((key, value) -> conf.put("spark.hadoop." + key, value));
    return conf;
  }

  /** The same for a Hadoop Configuration in the test's own JVM, credentials excepted. */
  public static Map<String, String> hadoopConf(int port) {
    return Map.of(
        "fs.s3a.endpoint", "http://127.0.0.1:" + port,
        "fs.s3a.endpoint.region", "us-east-1",
        "fs.s3a.path.style.access", "true",
        "fs.s3a.connection.ssl.enabled", "false",
        "fs.s3a.connection.timeout", "5000",
        "fs.s3a.multipart.size", "5M");
  }

  @Override
  public void close() {
    process.destroyForcibly();
    process.onExit().join();
  }

  private static S3Server start(Path directory, Map<String, String> store) {
    try {
      Files.createDirectories(directory.resolve("objects"));
      Path log = directory.resolve("s3-server.log");
      Process process = process(directory, settings(directory, store), log);
      S3Server server = new S3Server(process, awaitPort(process, log));
      server.bucket().create();
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot start an S3 server in " + directory, e);
    }
  }

  private static Process process(Path directory, Path settings, Path log) throws IOException {
    Path logging = Files.writeString(directory.resolve("s3-server-logback.xml"), LOGGING);
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx1g",
            "-Dlogback.configurationFile=" + logging,
            "-cp",
            Checkout.s3ServerJars() + "/*",
            "org.gaul.s3proxy.Main",
            "--properties",
            settings.toString())
        .redirectErrorStream(true)
        .redirectOutput(log.toFile())
        .start();
  }

  private static Path settings(Path directory, Map<String, String> store) throws IOException {
    Map<String, String> all = new LinkedHashMap<>(store);
    all.put("s3proxy.endpoint", "http://127.0.0.1:0");
    all.put("s3proxy.authorization", "aws-v2-or-v4");
    all.put("s3proxy.identity", ACCESS_KEY);
    all.put("s3proxy.credential", SECRET_KEY);
    StringBuilder text = new StringBuilder();
    all.forEach((key, value) -> text.append(key).append('=').append(value).append('\n'));
    return Files.writeString(directory.resolve("s3-server.properties"), text);
  }

  /** The server takes a free port and names it in its log. */
  private static int awaitPort(Process process, Path log) throws IOException {
    long deadline = System.nanoTime() + START_LIMIT.toNanos();
    while (process.isAlive() && System.nanoTime() < deadline) {
      Matcher line = LISTENING.matcher(Files.readString(log));
      if (line.find()) {
        return Integer.parseInt(line.group(1));
      }
      sleep();
    }
    process.destroyForcibly();
    throw new IOException("The S3 server does not listen: " + Files.readString(log));
  }

  private static void sleep() throws IOException {
    try {
      Thread.sleep(50);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted while the S3 server started", e);
    }
  }

  private static final String LOGGING =
      """
      <configuration>
        <appender name="out" class="ch.qos.logback.core.ConsoleAppender">
          <encoder><pattern>%d %-5level %logger{0}: %msg%n</pattern></encoder>
        </appender>
        <root level="INFO"><appender-ref ref="out"/></root>
      </configuration>
      """;
}
