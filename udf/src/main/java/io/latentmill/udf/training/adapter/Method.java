package io.latentmill.udf.training.adapter;

import io.latentmill.udf.request.LatentmillException;
import java.util.Arrays;
import java.util.stream.Collectors;

/** What is trained. */
public enum Method {
  LORA("lora", 1e-4),
  TEXTUAL_INVERSION("textual-inversion", 1e-4),
  CONTROLNET("controlnet", 5e-6),
  FULL("full", 1e-4);

  private final String label;
  private final double learningRate;

  Method(String label, double learningRate) {
    this.label = label;
    this.learningRate = learningRate;
  }

  public String label() {
    return label;
  }

  /** The default of diffusers' training script. */
  public double learningRate() {
    return learningRate;
  }

  /**
   * The method of that name.
   *
   * @throws LatentmillException (user) naming the value and all methods
   */
  public static Method ofLabel(String label) {
    return Arrays.stream(values())
        .filter(method -> method.label.equals(label))
        .findFirst()
        .orElseThrow(
            () ->
                LatentmillException.user(
                    "unknown method \"%s\"; known are %s",
                    label,
                    Arrays.stream(values()).map(Method::label).collect(Collectors.joining(", "))));
  }
}
