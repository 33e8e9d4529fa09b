package io.latentmill.udf.weights.lora;

import java.util.List;
import java.util.Optional;

/**
 * What the name of a tensor in an adapter's file says: which module it changes, and what part of
 * the change it is. Understood are the names of PEFT ({@code unet.X.lora_A.weight}), of older
 * diffusers ({@code unet.X.processor.to_q_lora.down.weight}, {@code
 * X.lora_linear_layer.up.weight}), of kohya's trainer ({@code lora_unet_X.lora_down.weight}, X with
 * underscores for dots) and of LyCORIS ({@code lora_unet_X.hada_w1_a}).
 *
 * @param module as the file writes it, with its prefix
 * @param role of the tensor
 */
record LoraKey(String module, Role role) {
  enum Role {
    UP,
    DOWN,
    MID,
    ALPHA,
    MAGNITUDE,
    DORA_SCALE,
    HADA_1_A,
    HADA_1_B,
    HADA_1_CORE,
    HADA_2_A,
    HADA_2_B,
    HADA_2_CORE,
    KRON_1,
    KRON_1_A,
    KRON_1_B,
    KRON_2,
    KRON_2_A,
    KRON_2_B,
    KRON_2_CORE,
    DIFFERENCE,
    BIAS_DIFFERENCE
  }

  private record Ending(String text, Role role) {}

  private static final List<Ending> ENDINGS =
      List.of(
          new Ending(".lora_A.weight", Role.DOWN),
          new Ending(".lora_B.weight", Role.UP),
          new Ending(".lora_A.default.weight", Role.DOWN),
          new Ending(".lora_B.default.weight", Role.UP),
          new Ending(".lora_down.weight", Role.DOWN),
          new Ending(".lora_up.weight", Role.UP),
          new Ending(".lora_mid.weight", Role.MID),
          new Ending(".lora_linear_layer.down.weight", Role.DOWN),
          new Ending(".lora_linear_layer.up.weight", Role.UP),
          new Ending(".lora.down.weight", Role.DOWN),
          new Ending(".lora.up.weight", Role.UP),
          new Ending("_lora.down.weight", Role.DOWN),
          new Ending("_lora.up.weight", Role.UP),
          new Ending(".lora_magnitude_vector", Role.MAGNITUDE),
          new Ending(".lora_magnitude_vector.weight", Role.MAGNITUDE),
          new Ending(".lora_magnitude_vector.default", Role.MAGNITUDE),
          new Ending(".lora_magnitude_vector.default.weight", Role.MAGNITUDE),
          new Ending(".dora_scale", Role.DORA_SCALE),
          new Ending(".hada_w1_a", Role.HADA_1_A),
          new Ending(".hada_w1_b", Role.HADA_1_B),
          new Ending(".hada_t1", Role.HADA_1_CORE),
          new Ending(".hada_w2_a", Role.HADA_2_A),
          new Ending(".hada_w2_b", Role.HADA_2_B),
          new Ending(".hada_t2", Role.HADA_2_CORE),
          new Ending(".lokr_w1", Role.KRON_1),
          new Ending(".lokr_w1_a", Role.KRON_1_A),
          new Ending(".lokr_w1_b", Role.KRON_1_B),
          new Ending(".lokr_w2", Role.KRON_2),
          new Ending(".lokr_w2_a", Role.KRON_2_A),
          new Ending(".lokr_w2_b", Role.KRON_2_B),
          new Ending(".lokr_t2", Role.KRON_2_CORE),
          new Ending(".diff", Role.DIFFERENCE),
          new Ending(".diff_b", Role.BIAS_DIFFERENCE),
          new Ending(".w_norm", Role.DIFFERENCE),
          new Ending(".b_norm", Role.BIAS_DIFFERENCE),
          new Ending(".alpha", Role.ALPHA));

  /** What names of a role end with, as most writers have it. */
  static String ending(Role role) {
    return ENDINGS.stream()
        .filter(ending -> ending.role() == role)
        .map(Ending::text)
        .findFirst()
        .orElseThrow();
  }

  /** Empty when the name is none that adapters' files have. */
  static Optional<LoraKey> of(String tensor) {
    return ENDINGS.stream()
        .filter(ending -> tensor.endsWith(ending.text()))
        .findFirst()
        .map(
            ending ->
                new LoraKey(
                    tensor.substring(0, tensor.length() - ending.text().length()), ending.role()));
  }
}
