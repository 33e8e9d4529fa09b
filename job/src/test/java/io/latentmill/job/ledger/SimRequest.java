package io.latentmill.job.ledger;

/** One thing that a simulated driver asks of the world outside it; each is one step. */
sealed interface SimRequest {

  /** Whether no other driver can tell when this is done; then it is done at once. */
  default boolean isPrivate(SimWorld world) {
    return false;
  }

  record PutIfAbsent(String name, String body) implements SimRequest {}

  record Put(String name, String body) implements SimRequest {}

  record Read(String name) implements SimRequest {
    /** What is created once never changes; leases do. */
    @Override
    public boolean isPrivate(SimWorld world) {
      return !name.startsWith("lease/") && world.objects().containsKey(name);
    }
  }

  record List(String directory) implements SimRequest {}

  record ListDirectories() implements SimRequest {}

  /** The first file of an attempt becomes visible. */
  record BeginDirectory(AttemptDirectory directory) implements SimRequest {}

  /** The last file of an attempt becomes visible. */
  record CompleteDirectory(AttemptDirectory directory) implements SimRequest {}

  record RemoveDirectory(AttemptDirectory directory) implements SimRequest {}

  /** The ledger told the driver that this attempt counts. */
  record Confirmed(AttemptName chunk) implements SimRequest {
    @Override
    public boolean isPrivate(SimWorld world) {
      return true;
    }
  }

  /** Asks which attempts are confirmed by now. */
  record WhatIsConfirmed() implements SimRequest {}

  /** The driver's command ended with success, its lease given back. */
  record Complete(int epoch) implements SimRequest {
    @Override
    public boolean isPrivate(SimWorld world) {
      return true;
    }
  }

  /**
   * Nothing is asked, but told: what the driver does from here on depends on this alone, however it
   * came here.
   */
  record Milestone(String place, int epoch, Object chunks, Object plan) implements SimRequest {
    @Override
    public boolean isPrivate(SimWorld world) {
      return true;
    }
  }

  /** The driver ended. */
  record End(Ending ending, String message) implements SimRequest {}

  /** How a driver ends. */
  enum Ending {
    /** Its script was done. */
    DONE,
    /** It said that it cannot go on. */
    GAVE_UP,
    /** It found what must never be. */
    BROKEN
  }
}
