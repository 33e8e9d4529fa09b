package io.latentmill.udf.weights.lora;

import io.latentmill.udf.weights.Checkpoint;
import io.latentmill.udf.weights.Component;
import io.latentmill.udf.weights.TensorInfo;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A change of one tensor: {@code W + strength * scale * change}. Shapes are checked: multiplied out
 * the change has the target's elements.
 *
 * @param component whose tensor is changed
 * @param target the tensor's name, as {@link Checkpoint#weights} gives it
 * @param kind how the change comes from its factors
 * @param factors one of a plain change, else two
 * @param magnitude of a change of direction
 * @param scale what the file multiplies the change by: alpha / rank
 */
public record LoraDelta(
    Component component,
    String target,
    Kind kind,
    List<Factors> factors,
    Optional<Magnitude> magnitude,
    double scale) {

  /**
   * Whether it can be applied beside its weight, {@code W x + B (A x)}, so that rows of a batch may
   * each have another: a LoRA of one of the U-Net's transformers.
   */
  public boolean actsByRow() {
    Factors only = factors.get(0);
    return component == Component.UNET
        && kind == Kind.PLAIN
        && magnitude.isEmpty()
        && only.right().isPresent()
        && only.core().isEmpty()
        && target.contains(".attentions.")
        && target.endsWith(".weight");
  }

  /** How the change comes from its factors. */
  public enum Kind {
    /** It is its one factor: LoRA (Hu et al. 2021), or a whole difference. */
    PLAIN,
    /** The product of two, element by element: LoHa (Hyeon-Woo et al. 2021). */
    HADAMARD,
    /** The Kronecker product of two: LoKr (Yeh et al. 2023). */
    KRONECKER;

    /** The word that scripts know it by. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * The lengths that the changed weight's rows or columns get (DoRA, Liu et al. 2024).
   *
   * @param lengths one for each
   * @param ofOutputs whether there is one for each output, else for each input
   */
  public record Magnitude(TensorInfo lengths, boolean ofOutputs) {}
}
