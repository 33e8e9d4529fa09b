package io.latentmill.udf.weights.lora;

import io.latentmill.udf.request.LatentmillException;
import java.util.List;
import java.util.regex.Pattern;

/** Files that people take for LoRAs of Stable Diffusion and are not, told by a tensor's name. */
enum ForeignAdapter {
  TRANSFORMER(
      "(transformer|lora_transformer_|lora_te3_|text_encoder_3).*"
          + "|(lora_unet_|diffusion_model\\.|unet\\.)(double_blocks|single_blocks|joint_blocks"
          + "|transformer_blocks).*",
      "it is made for a diffusion transformer (FLUX, Stable Diffusion 3 and their kin); only models"
          + " with a U-Net run here, and they take LoRAs that were trained for them"),
  CASCADE(
      "lora_prior_.*",
      "it is made for Stable Cascade; take one that was trained for Stable Diffusion"),
  ORTHOGONAL(
      ".*\\.(oft_blocks|oft_diag|oft_R(\\..*)?|boft_.*)",
      "it is an orthogonal adapter (OFT), which is not supported; supported are LoRA, DoRA, LoHa,"
          + " LoKr and whole differences; merge it into the model with its trainer and take that as"
          + " --model"),
  SCALING(
      ".*\\.(on_input|ia3_l(\\..*)?)",
      "it is an (IA)3 adapter, which is not supported; merge it into the model with its trainer and"
          + " take that as --model"),
  GENERALISED(
      ".*\\.(a1|a2|b1|b2)\\.weight",
      "it is a GLoRA, which is not supported; merge it into the model with its trainer and take that"
          + " as --model"),
  EMBEDDING(
      "emb_params|clip_[lg]|string_to_param.*",
      "it is a textual inversion; name it in the column embeddings"),
  CONTROL(
      "(control_model\\.|controlnet_|lora_controlnet|input_hint_block).*",
      "it is a ControlNet; name it in the column controlnets"),
  IMAGE_PROMPT(
      "(ip_adapter|image_proj|image_proj_model|adapter_modules)\\..*",
      "it is an IP-Adapter; name it in the column ip_adapters"),
  MODEL(
      "model\\.diffusion_model\\..*\\.(weight|bias)|first_stage_model\\..*|cond_stage_model\\..*",
      "it is a whole model; name it by --model");

  private final Pattern names;
  private final String what;

  ForeignAdapter(String names, String what) {
    this.names = Pattern.compile(names);
    this.what = what;
  }

  /**
   * Refuses a file by what it is, if that can be told.
   *
   * @param unknown the names of its tensors that change nothing in the model
   */
  static void refuse(String file, List<String> unknown) {
    for (ForeignAdapter kind : values()) {
      for (String name : unknown) {
        if (kind.names.matcher(name).matches()) {
          throw LatentmillException.model(
              "Cannot use LoRA %s: by its tensor %s %s", file, name, kind.what);
        }
      }
    }
  }
}
