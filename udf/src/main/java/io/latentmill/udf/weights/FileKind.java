package io.latentmill.udf.weights;

import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a safetensors file is, told by the names of its tensors, and where it belongs. */
public enum FileKind {
  CONTROL_LORA("lora_controlnet", "a Control-LoRA", "it belongs in the column controlnets"),
  LORA(
      ".*(\\.lora_(A|B|down|up)\\.(default\\.)?weight|_lora\\.(down|up)\\.weight|\\.hada_w1_a"
          + "|\\.lokr_w[12](_a)?|\\.diff|\\.lora\\.(down|up)\\.weight)",
      "a LoRA or one of its kin",
      "it belongs in the column loras; inspect --adapter tells what it changes"),
  CONTROL_NET(
      "(control_model\\.)?(input_hint_block\\.0\\.weight"
          + "|controlnet_cond_embedding\\.conv_in\\.weight)",
      "a ControlNet",
      "it belongs in the column controlnets"),
  TEXTUAL_INVERSION(
      "emb_params|clip_[lg]|text_encoders_[01]|string_to_param\\..*",
      "a textual inversion",
      "it belongs in the column embeddings"),
  IMAGE_PROMPT(
      "(ip_adapter|image_proj|image_proj_model|adapter_modules)\\..*",
      "an IP-Adapter",
      "it belongs in the column ip_adapters"),
  T2I_ADAPTER(
      "(adapter\\.)?body\\.0\\.(resnets\\.0\\.|body\\.0\\.)?block1\\.weight",
      "a T2I-Adapter",
      "it belongs in the column t2i_adapters"),
  TRANSFORMER(
      "(model\\.diffusion_model\\.)?(double_blocks|single_blocks|joint_blocks)\\.0\\..*"
          + "|(single_)?transformer_blocks\\.0\\.attn\\..*",
      "a diffusion transformer (FLUX, Stable Diffusion 3 or one of their kin)",
      "only models with a U-Net run here"),
  CHECKPOINT(
      "model\\.diffusion_model\\.input_blocks\\.0\\.0\\.weight",
      "a checkpoint in the latent-diffusion layout",
      "it belongs to --model"),
  UNET(
      "down_blocks\\.0\\.resnets\\.0\\.conv1\\.weight",
      "a U-Net alone",
      "a model has a text encoder and a VAE too: put it into its unet folder, and name the whole by"
          + " --model"),
  VAE(
      "(first_stage_model\\.|vae\\.)?decoder\\.(mid\\.block_1|mid_block\\.resnets\\.0)\\.conv1\\.weight",
      "a VAE",
      "it belongs to --vae"),
  TINY_VAE(
      "decoder\\.(layers\\.0|1)\\.weight|3\\.conv\\.0\\.weight", "TAESD", "it belongs to --vae"),
  TEXT_ENCODER(
      "(text_model\\.)?embeddings\\.token_embedding\\.weight",
      "a text encoder",
      "put it into the model's text_encoder folder");

  private final Pattern tell;
  private final String what;
  private final String place;

  FileKind(String tell, String what, String place) {
    this.tell = Pattern.compile(tell);
    this.what = what;
    this.place = place;
  }

  /** Empty when it is none that is known. */
  public static Optional<FileKind> of(TensorSource file) {
    return Arrays.stream(values())
        .filter(kind -> file.names().stream().anyMatch(name -> kind.tell.matcher(name).matches()))
        .findFirst();
  }

  /** As messages say it: {@code a VAE}. */
  public String what() {
    return what;
  }

  /** The end of a refusal of a file that is something else than was asked for. */
  static String hint(TensorSource file) {
    return of(file).map(kind -> "; it is %s: %s".formatted(kind.what, kind.place)).orElse("");
  }
}
