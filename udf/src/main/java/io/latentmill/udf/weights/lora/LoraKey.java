package io.latentmill.udf.weights.lora;

import io.latentmill.udf.weights.Component;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What the name of a tensor in a LoRA file says: which module it changes, and what part of the
 * change it is. Understood are the names of PEFT ({@code unet.X.lora_A.weight}), of older diffusers
 * ({@code unet.X.processor.to_q_lora.down.weight}, {@code X.lora_linear_layer.up.weight}) and of
 * kohya's trainer ({@code lora_unet_X.lora_down.weight}, X with underscores for dots).
 *
 * @param module as the file writes it, with its prefix
 * @param role of the tensor
 */
record LoraKey(String module, Role role) {
  enum Role {
    UP,
    DOWN,
    MID,
    ALPHA
  }

  private record Ending(String text, Role role) {}

  private static final List<Ending> ENDINGS =
      List.of(
          new Ending(".lora_A.weight", Role.DOWN),
          new Ending(".lora_B.weight", Role.UP),
          new Ending(".lora_down.weight", Role.DOWN),
          new Ending(".lora_up.weight", Role.UP),
          new Ending(".lora_mid.weight", Role.MID),
          new Ending(".lora_linear_layer.down.weight", Role.DOWN),
          new Ending(".lora_linear_layer.up.weight", Role.UP),
          new Ending(".lora.down.weight", Role.DOWN),
          new Ending(".lora.up.weight", Role.UP),
          new Ending("_lora.down.weight", Role.DOWN),
          new Ending("_lora.up.weight", Role.UP),
          new Ending(".alpha", Role.ALPHA));

  private static final Map<String, Component> FLAT_PREFIXES =
      Map.of(
          "lora_unet_", Component.UNET,
          "lora_te_", Component.TEXT_ENCODER,
          "lora_te1_", Component.TEXT_ENCODER,
          "lora_te2_", Component.TEXT_ENCODER_2);

  private static final Map<String, Component> DOTTED_PREFIXES =
      Map.of(
          "unet.", Component.UNET,
          "text_encoder.", Component.TEXT_ENCODER,
          "text_encoder_2.", Component.TEXT_ENCODER_2);

  private static final Map<String, String> OLD_TEXT_ATTENTION =
      Map.of("to_q", "q_proj", "to_k", "k_proj", "to_v", "v_proj", "to_out", "out_proj");

  /**
   * A weight of the model.
   *
   * @param module its module's name as the file gives it, without prefix
   * @param name of the weight in the component
   */
  record Target(Component component, String module, String name) {}

  /** Empty when the name is none that LoRA files have. */
  static Optional<LoraKey> of(String tensor) {
    return ENDINGS.stream()
        .filter(ending -> tensor.endsWith(ending.text()))
        .findFirst()
        .map(
            ending ->
                new LoraKey(
                    tensor.substring(0, tensor.length() - ending.text().length()), ending.role()));
  }

  /** The weight that the module has in the model; empty when there is none. */
  Optional<Target> target(LoraTargets targets) {
    Optional<Target> flat =
        prefixed(FLAT_PREFIXES, (component, name) -> targets.ofFlatName(component, name));
    if (flat.isPresent()) {
      return flat;
    }
    Optional<Target> dotted =
        prefixed(DOTTED_PREFIXES, (component, name) -> ofDotted(targets, component, name));
    // The oldest files hold nothing but the U-Net's attention processors.
    return dotted.or(
        () ->
            ofDotted(targets, Component.UNET, module)
                .map(name -> new Target(Component.UNET, module, name)));
  }

  private interface Lookup {
    Optional<String> find(Component component, String module);
  }

  private Optional<Target> prefixed(Map<String, Component> prefixes, Lookup lookup) {
    return prefixes.entrySet().stream()
        .filter(prefix -> module.startsWith(prefix.getKey()))
        .findFirst()
        .flatMap(
            prefix -> {
              String rest = module.substring(prefix.getKey().length());
              return lookup
                  .find(prefix.getValue(), rest)
                  .map(name -> new Target(prefix.getValue(), rest, name));
            });
  }

  private static Optional<String> ofDotted(
      LoraTargets targets, Component component, String module) {
    Function<String, Optional<String>> find = name -> targets.ofModule(component, name);
    String plain = module.replace(".processor.", ".");
    if (component == Component.UNET) {
      return find.apply(plain).or(() -> find.apply(plain + ".0"));
    }
    return find.apply(plain)
        .or(() -> find.apply("text_model." + plain))
        .or(() -> find.apply(modernAttention(plain)));
  }

  private static String modernAttention(String module) {
    int dot = module.lastIndexOf('.') + 1;
    String last = module.substring(dot);
    return module.substring(0, dot) + OLD_TEXT_ATTENTION.getOrDefault(last, last);
  }
}
