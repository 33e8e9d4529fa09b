package io.latentmill.job.cluster;

import java.io.IOException;
import java.time.Duration;

/** One way in which a request to S3 goes wrong, as it looks from outside. */
@FunctionalInterface
public interface Fault {

  void apply(Exchange exchange) throws IOException, InterruptedException;

  /** The server has nothing to do with it and answers 503 SlowDown. */
  static Fault unavailable() {
    return exchange -> {
      exchange.discardBody();
      exchange.answerSlowDown();
    };
  }

  /** The connection breaks when half of the body is through. */
  static Fault resetInBody() {
    return exchange -> {
      exchange.sendHalfOfBody();
      exchange.reset();
    };
  }

  /** The server does what it was asked, and the connection breaks before it can say so. */
  static Fault loseAnswer() {
    return exchange -> {
      exchange.send();
      exchange.receive();
      exchange.reset();
    };
  }

  /**
   * The server does what it was asked, and nothing is heard of it for a time; then the line breaks.
   */
  static Fault silenceFor(Duration time) {
    return exchange -> {
      exchange.send();
      exchange.receive();
      Thread.sleep(time.toMillis());
      exchange.reset();
    };
  }

  /** The request waits at the gate before the server sees it, then goes its ordinary way. */
  static Fault holdBefore(Gate gate) {
    return exchange -> {
      gate.pass();
      exchange.relay();
    };
  }

  /** The server does what it was asked; its answer waits at the gate. */
  static Fault holdAfter(Gate gate) {
    return exchange -> {
      exchange.send();
      byte[] answer = exchange.receive();
      gate.pass();
      exchange.answer(answer);
    };
  }

  /** From this request on the server cannot be reached for a time. */
  static Fault outage(Duration time) {
    return exchange -> {
      exchange.proxy().downFor(time);
      exchange.reset();
    };
  }
}
