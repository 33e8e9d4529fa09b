package io.latentmill.job.cluster;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Stands between S3 clients and an S3 server and lets requests fail as its rules say; the first
 * rule that hits a request decides. Works on plain sockets, because a fault is often a broken
 * connection, and passes heads on as they came, Host too, so that signatures hold. One thread per
 * request.
 */
public final class FaultProxy implements AutoCloseable {
  private final InetSocketAddress server;
  private final long seed;
  private final ServerSocket listener;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final List<FaultRule> rules = new CopyOnWriteArrayList<>();
  private final List<S3Request> seen = new CopyOnWriteArrayList<>();
  private volatile long downUntil = System.nanoTime();

  private FaultProxy(InetSocketAddress server, long seed, ServerSocket listener) {
    this.server = server;
    this.seed = seed;
    this.listener = listener;
  }

  /** A proxy on a free port before the server on {@code port}, without rules yet. */
  public static FaultProxy before(int port, long seed) {
    InetAddress here = InetAddress.getLoopbackAddress();
    try {
      ServerSocket listener = new ServerSocket(0, 1024, here);
      FaultProxy proxy = new FaultProxy(new InetSocketAddress(here, port), seed, listener);
      proxy.threads.execute(proxy::acceptAll);
      return proxy;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot open a proxy before port " + port, e);
    }
  }

  public int port() {
    return listener.getLocalPort();
  }

  /** Adds a rule behind those there are; answers it, for its count of hits. */
  public FaultRule fail(FaultRule rule) {
    rule.seed(seed + rules.size());
    rules.add(rule);
    return rule;
  }

  /** From now on every connection is broken as soon as it is made, for a time. */
  public void downFor(Duration time) {
    downUntil = System.nanoTime() + time.toNanos();
  }

  /** The requests so far, in the order of their arrival. */
  public List<S3Request> seen() {
    return List.copyOf(seen);
  }

  @Override
  public void close() {
    try {
      listener.close();
      for (Socket each : open) {
        each.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot close the proxy on port " + port(), e);
    } finally {
      threads.shutdownNow();
    }
  }

  InetSocketAddress server() {
    return server;
  }

  /** Closes a connection so that the other side sees it broken, not ended. */
  static void reset(Socket socket) throws IOException {
    if (!socket.isClosed()) {
      socket.setSoLinger(true, 0);
      socket.close();
    }
  }

  private void acceptAll() {
    try {
      while (!listener.isClosed()) {
        Socket client = listener.accept();
        threads.execute(() -> serve(client));
      }
    } catch (IOException e) {
      // Closed: nobody is served any more.
    }
  }

  private void serve(Socket client) {
    open.add(client);
    try (client) {
      if (downUntil - System.nanoTime() > 0) {
        reset(client);
        return;
      }
      InputStream in = new BufferedInputStream(client.getInputStream());
      Optional<S3Request> request = S3Request.read(in);
      if (request.isPresent()) {
        serve(request.get(), client, in);
      }
    } catch (IOException e) {
      // One side broke the connection, which the other then sees as well.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      open.remove(client);
    }
  }

  private void serve(S3Request request, Socket client, InputStream in)
      throws IOException, InterruptedException {
    seen.add(request);
    try (Exchange exchange = new Exchange(this, request, client, in)) {
      Optional<FaultRule> rule = rules.stream().filter(each -> each.hits(request)).findFirst();
      if (rule.isPresent()) {
        rule.get().fault().apply(exchange);
      } else {
        exchange.relay();
      }
    }
  }
}
