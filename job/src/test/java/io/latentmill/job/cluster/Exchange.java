package io.latentmill.job.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * One request on its way through the proxy: a connection from the client, and one to the server
 * once something is sent. Both end with it, so the server's answer is whatever comes until it
 * closes. Confined to one thread; {@link #close} may come from any.
 */
public final class Exchange implements AutoCloseable {
  private static final String SLOW_DOWN =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>SlowDown</Code>"
          + "<Message>Please reduce your request rate.</Message></Error>";

  private final FaultProxy proxy;
  private final S3Request request;
  private final Socket client;
  private final InputStream body;
  private final Socket server = new Socket();

  Exchange(FaultProxy proxy, S3Request request, Socket client, InputStream body) {
    this.proxy = proxy;
    this.request = request;
    this.client = client;
    this.body = body;
  }

  FaultProxy proxy() {
    return proxy;
  }

  /** The ordinary way: there and back. */
  void relay() throws IOException {
    send();
    answer(receive());
  }

  /** Sends the whole request to the server. */
  void send() throws IOException {
    sendBody(request.bodyLength());
  }

  /** Sends the head and the first half of the body. */
  void sendHalfOfBody() throws IOException {
    sendBody(request.bodyLength() / 2);
  }

  /** Waits for the server's whole answer. */
  byte[] receive() throws IOException {
    return server.getInputStream().readAllBytes();
  }

  void answer(byte[] answer) throws IOException {
    client.getOutputStream().write(answer);
  }

  void answerSlowDown() throws IOException {
    String text =
        String.join(
            "\r\n",
            "HTTP/1.1 503 Slow Down",
            "Content-Type: application/xml",
            "Content-Length: " + SLOW_DOWN.length(),
            "Connection: close",
            "",
            request.method().equals("HEAD") ? "" : SLOW_DOWN);
    answer(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Takes the body from the client and forgets it. */
  void discardBody() throws IOException {
    askForBody();
    copyBody(OutputStream.nullOutputStream(), request.bodyLength());
  }

  /** Breaks both connections without a word. */
  void reset() throws IOException {
    FaultProxy.reset(client);
    FaultProxy.reset(server);
  }

  @Override
  public void close() throws IOException {
    client.close();
    server.close();
  }

  private void sendBody(long length) throws IOException {
    askForBody();
    server.connect(proxy.server());
    OutputStream out = server.getOutputStream();
    out.write(request.forServer());
    copyBody(out, length);
    out.flush();
  }

  /** A client that expects to be asked sends nothing before. */
  private void askForBody() throws IOException {
    if (request.header("Expect").isPresent()) {
      answer("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
    }
  }

  private void copyBody(OutputStream out, long length) throws IOException {
    byte[] buffer = new byte[64 * 1024];
    for (long left = length; left > 0; ) {
      int read = body.read(buffer, 0, (int) Math.min(buffer.length, left));
      if (read < 0) {
        throw new IOException("The client ended the body of " + request.path() + " early");
      }
      out.write(buffer, 0, read);
      left -= read;
    }
  }
}
