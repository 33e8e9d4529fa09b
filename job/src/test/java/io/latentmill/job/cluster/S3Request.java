package io.latentmill.job.cluster;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The head of an HTTP request to S3, as the client sent it. {@code headers} are whole lines; {@code
 * query} is empty where there is none. The path starts with the bucket.
 */
public record S3Request(String method, String path, String query, List<String> headers) {

  public boolean isGet() {
    return method.equals("GET");
  }

  /** A PUT of a whole object or of a part of one. */
  public boolean isPut() {
    return method.equals("PUT");
  }

  public boolean isPartOfUpload() {
    return isPut() && query.contains("uploadId=");
  }

  /** The request that makes the uploaded parts an object. */
  public boolean isCompleteUpload() {
    return method.equals("POST") && query.contains("uploadId=");
  }

  /** True if the object's key contains {@code text}. */
  public boolean concerns(String text) {
    return path.contains(text);
  }

  Optional<String> header(String name) {
    String start = name.toLowerCase(Locale.ROOT) + ":";
    return headers.stream()
        .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(start))
        .map(line -> line.substring(start.length()).strip())
        .findFirst();
  }

  /** Bytes of the body; S3 clients always say it. */
  long bodyLength() {
    return header("Content-Length").map(Long::parseLong).orElse(0L);
  }

  /**
   * The head for the server: Host and every signed header as they came, so that the signature
   * holds. Only what concerns one connection is changed, which no client signs.
   */
  byte[] forServer() {
    String first = method + " " + path + (query.isEmpty() ? "" : "?" + query) + " HTTP/1.1";
    Stream<String> kept = headers.stream().filter(line -> !isHopByHop(line));
    List<String> lines =
        Stream.of(Stream.of(first), kept, Stream.of("Connection: close"))
            .flatMap(each -> each)
            .toList();
    return (String.join("\r\n", lines) + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1);
  }

  private static boolean isHopByHop(String line) {
    String name = line.substring(0, line.indexOf(':')).toLowerCase(Locale.ROOT);
    return name.equals("connection") || name.equals("expect");
  }

  /** Reads up to the empty line that ends the head; empty if the client said nothing and closed. */
  static Optional<S3Request> read(InputStream in) throws IOException {
    String first = line(in);
    if (first.isEmpty()) {
      return Optional.empty();
    }
    List<String> headers = new ArrayList<>();
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      headers.add(line);
    }
    String[] words = first.split(" ");
    int mark = words[1].indexOf('?');
    String path = mark < 0 ? words[1] : words[1].substring(0, mark);
    String query = mark < 0 ? "" : words[1].substring(mark + 1);
    return Optional.of(new S3Request(words[0], path, query, List.copyOf(headers)));
  }

  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
      line.write(b);
    }
    return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
  }
}
