package io.latentmill.job.ledger;

import io.latentmill.job.ledger.store.ObjectStore;
import io.latentmill.job.ledger.store.Outcome;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The world outside one driver while its past is replayed: gives the answers that it got, and stops
 * it at the first request that was never answered. Later requests, of code that cleans up on the
 * way out, stop at the same one.
 */
final class SimOutside implements ObjectStore, AttemptArea {
  private final List<Object> answers;
  private int answered;
  private Optional<SimRequest> pending = Optional.empty();

  SimOutside(List<Object> answers) {
    this.answers = answers;
  }

  /** What the driver waits for; empty if it never asked for more than there are answers. */
  Optional<SimRequest> pending() {
    return pending;
  }

  @Override
  public Outcome putIfAbsent(String name, byte[] body) {
    return (Outcome) ask(new SimRequest.PutIfAbsent(name, text(body)));
  }

  @Override
  public void put(String name, byte[] body) {
    ask(new SimRequest.Put(name, text(body)));
  }

  @Override
  public Optional<byte[]> read(String name) {
    Optional<?> body = (Optional<?>) ask(new SimRequest.Read(name));
    return body.map(text -> text.toString().getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public List<String> list(String directory) {
    return strings((List<?>) ask(new SimRequest.List(directory)));
  }

  @Override
  public void delete(String name) {
    throw new AssertionError("The protocol deletes no object: " + name);
  }

  @Override
  public List<AttemptDirectory> list() {
    return strings((List<?>) ask(new SimRequest.ListDirectories())).stream()
        .map(AttemptDirectory::of)
        .toList();
  }

  @Override
  public void remove(AttemptDirectory directory) {
    ask(new SimRequest.RemoveDirectory(directory));
  }

  @Override
  public List<String> strangers() {
    return List.of();
  }

  @Override
  public List<String> leftovers(List<AttemptDirectory> directories) {
    return List.of();
  }

  @Override
  public void removeStranger(String path) {
    throw new AssertionError("There are no strangers: " + path);
  }

  @Override
  public List<PendingUpload> uploads() {
    return List.of();
  }

  @Override
  public void abort(PendingUpload upload) {
    throw new AssertionError("There are no uploads: " + upload);
  }

  /** Writes an attempt's data, in two steps. */
  void write(AttemptDirectory directory) {
    ask(new SimRequest.BeginDirectory(directory));
    ask(new SimRequest.CompleteDirectory(directory));
  }

  /** Tells that the ledger has confirmed a chunk. */
  void confirmed(AttemptName chunk) {
    ask(new SimRequest.Confirmed(chunk));
  }

  /** The epoch that is confirmed of each chunk. */
  Map<?, ?> whatIsConfirmed() {
    return (Map<?, ?>) ask(new SimRequest.WhatIsConfirmed());
  }

  /**
   * Tells that what follows depends on nothing but where in the script this is, and the session.
   */
  void milestone(String place, LedgerSession session) {
    LedgerView view = session.view();
    ask(
        new SimRequest.Milestone(
            place, session.epoch(), view.committedChunks(), view.planAttempts()));
  }

  /** Tells that the command ended with success. */
  void complete(int epoch) {
    ask(new SimRequest.Complete(epoch));
  }

  private Object ask(SimRequest request) {
    if (pending.isEmpty() && answered < answers.size()) {
      return answers.get(answered++);
    }
    if (pending.isEmpty()) {
      pending = Optional.of(request);
    }
    throw new SimSuspended();
  }

  private static List<String> strings(List<?> objects) {
    return objects.stream().map(Object::toString).toList();
  }

  private static String text(byte[] body) {
    return new String(body, StandardCharsets.UTF_8);
  }
}
