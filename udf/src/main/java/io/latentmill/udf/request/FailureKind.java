package io.latentmill.udf.request;

import java.util.Locale;

/** Who can do something about a failure; written to the metadata as {@link #label()}. */
public enum FailureKind {
  /** The row or the option is wrong. */
  USER,
  /** The checkpoint, or what it computed, is wrong. */
  MODEL,
  /** The machine ran out of something: device memory, disk, network. */
  RESOURCE,
  /** A defect of this program, or a crash in native code. */
  INTERNAL;

  /** The name in metadata: lower case. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The inverse of {@link #label()}. */
  public static FailureKind ofLabel(String label) {
    return valueOf(label.toUpperCase(Locale.ROOT));
  }
}
