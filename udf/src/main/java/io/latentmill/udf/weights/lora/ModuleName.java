package io.latentmill.udf.weights.lora;

import io.latentmill.udf.weights.Component;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The module of the model that a name in an adapter's file means.
 *
 * @param component that it is of
 * @param module its name as the file gives it, without prefix
 * @param name of its weight in the component
 */
record ModuleName(Component component, String module, String name) {
  /** What PEFT puts before every name of a model that it has wrapped. */
  private static final String WRAPPED = "base_model.model.";

  private record Prefix(String text, Component component) {}

  /** Names with underscores for dots. */
  private static final List<Prefix> FLAT =
      List.of(
          new Prefix("lora_unet_", Component.UNET),
          new Prefix("lora_te_", Component.TEXT_ENCODER),
          new Prefix("lora_te1_", Component.TEXT_ENCODER),
          new Prefix("lora_te2_", Component.TEXT_ENCODER_2));

  /** Names with dots; longer ones first. */
  private static final List<Prefix> DOTTED =
      List.of(
          new Prefix("model.diffusion_model.", Component.UNET),
          new Prefix("diffusion_model.", Component.UNET),
          new Prefix("unet.", Component.UNET),
          new Prefix("text_encoders.clip_l.transformer.", Component.TEXT_ENCODER),
          new Prefix("text_encoders.clip_g.transformer.", Component.TEXT_ENCODER_2),
          new Prefix("clip_l.transformer.", Component.TEXT_ENCODER),
          new Prefix("clip_g.transformer.", Component.TEXT_ENCODER_2),
          new Prefix("text_encoder.", Component.TEXT_ENCODER),
          new Prefix("text_encoder_2.", Component.TEXT_ENCODER_2));

  private static final Map<String, String> OLD_TEXT_ATTENTION =
      Map.of("to_q", "q_proj", "to_k", "k_proj", "to_v", "v_proj", "to_out", "out_proj");

  /** Empty when the model has no such module. */
  static Optional<ModuleName> of(String written, LoraTargets targets) {
    for (Prefix prefix : FLAT) {
      if (written.startsWith(prefix.text())) {
        String rest = written.substring(prefix.text().length());
        Optional<String> weight = targets.ofFlatName(prefix.component(), rest);
        if (weight.isPresent()) {
          return weight.map(name -> new ModuleName(prefix.component(), rest, name));
        }
      }
    }
    return candidates(written).stream()
        .flatMap(candidate -> candidate.find(targets).stream())
        .findFirst();
  }

  private record Candidate(Component component, String module) {
    Optional<ModuleName> find(LoraTargets targets) {
      String plain = module.replace(".processor.", ".");
      Optional<String> weight = targets.ofModule(component, plain);
      if (component == Component.UNET) {
        weight = weight.or(() -> targets.ofModule(component, plain + ".0"));
      } else {
        weight =
            weight
                .or(() -> targets.ofModule(component, "text_model." + plain))
                .or(() -> targets.ofModule(component, modernAttention(plain)));
      }
      return weight.map(name -> new ModuleName(component, module, name));
    }
  }

  private static List<Candidate> candidates(String written) {
    String name = unwrapped(written);
    List<Candidate> candidates = new ArrayList<>();
    for (Prefix prefix : DOTTED) {
      if (name.startsWith(prefix.text())) {
        String rest = unwrapped(name.substring(prefix.text().length()));
        candidates.add(new Candidate(prefix.component(), rest));
      }
    }
    // The oldest files hold nothing but the U-Net's attention processors, and PEFT's own folders
    // do not say which network theirs is for.
    candidates.add(new Candidate(Component.UNET, name));
    candidates.add(new Candidate(Component.TEXT_ENCODER, name));
    return candidates;
  }

  private static String unwrapped(String name) {
    return name.startsWith(WRAPPED) ? name.substring(WRAPPED.length()) : name;
  }

  private static String modernAttention(String module) {
    int dot = module.lastIndexOf('.') + 1;
    String last = module.substring(dot);
    return module.substring(0, dot) + OLD_TEXT_ATTENTION.getOrDefault(last, last);
  }
}
