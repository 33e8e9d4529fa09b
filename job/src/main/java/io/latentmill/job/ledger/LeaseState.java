package io.latentmill.job.ledger;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Whether a lease can be followed at once. */
public enum LeaseState {
  /** Its holder runs, or died. */
  @JsonProperty("held")
  HELD,
  /** Its holder ended by itself. */
  @JsonProperty("released")
  RELEASED,
  /** Its holder was told to stop, or failed, and said so. */
  @JsonProperty("interrupted")
  INTERRUPTED
}
