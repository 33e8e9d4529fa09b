package io.latentmill.udf.request;

import java.util.Locale;

/** A remark on a generated image; written to the metadata as {@link #label()}. */
public enum QualityFlag {
  /** Every pixel is black. */
  BLACK,
  /** Every pixel has the same colour. */
  FLAT,
  /** The prompt was longer than the text encoder takes, and was cut. */
  PROMPT_TRUNCATED,
  /** The negative prompt was longer than the text encoder takes, and was cut. */
  NEGATIVE_PROMPT_TRUNCATED,
  /** The VAE gave non-finite pixels in the computing dtype, and was run again in float32. */
  VAE_FLOAT32,
  /**
   * The prompt names a LoRA as A1111 does, which was read as text: the column loras applies them.
   */
  LORA_IN_PROMPT;

  /** The name in metadata: snake_case. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
