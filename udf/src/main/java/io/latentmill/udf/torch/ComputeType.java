package io.latentmill.udf.torch;

import io.latentmill.udf.request.Labels;
import io.latentmill.udf.request.LatentmillException;

/** The dtype a network computes in. Its weights are kept in it. */
public enum ComputeType {
  FLOAT32("float32", 6, Float.BYTES),
  FLOAT16("float16", 5, Short.BYTES),
  BFLOAT16("bfloat16", 15, Short.BYTES);

  private final String label;
  private final int scalarType;
  private final int bytes;

  ComputeType(String label, int scalarType, int bytes) {
    this.label = label;
    this.scalarType = scalarType;
    this.bytes = bytes;
  }

  public String label() {
    return label;
  }

  /** The number of {@code c10::ScalarType}, as scripts take it. */
  public int scalarType() {
    return scalarType;
  }

  /** Of one number. */
  public int bytes() {
    return bytes;
  }

  /**
   * The type of that name.
   *
   * @throws LatentmillException (user) naming the value and all types
   */
  public static ComputeType ofLabel(String label) {
    return Labels.require("dtype", values(), ComputeType::label, label);
  }
}
