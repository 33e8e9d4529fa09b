package io.latentmill.udf.image;

import io.latentmill.udf.request.SamplerName;
import java.util.List;
import java.util.Map;

/** Samplers in A1111's words, for {@link GenerationParameters}. */
public final class SamplerLabel {
  /** Options of scheduler_config.json that choose the noise levels, and A1111's words for them. */
  private static final List<Map.Entry<String, String>> SIGMAS =
      List.of(
          Map.entry("use_karras_sigmas", " Karras"),
          Map.entry("use_exponential_sigmas", " Exponential"),
          Map.entry("use_beta_sigmas", " Beta"));

  private SamplerLabel() {}

  /**
   * {@code DPM++ 2M Karras}, for example; samplers that A1111 lacks keep a name of its style.
   *
   * @param options effective ones, with the names of scheduler_config.json
   */
  public static String of(SamplerName name, Map<String, String> options) {
    return SIGMAS.stream()
        .filter(sigmas -> Boolean.parseBoolean(options.get(sigmas.getKey())))
        .findFirst()
        .map(sigmas -> word(name) + sigmas.getValue())
        .orElse(word(name));
  }

  private static String word(SamplerName name) {
    return switch (name) {
      case PNDM -> "PLMS";
      case DDIM -> "DDIM";
      case DDPM -> "DDPM";
      case EULER -> "Euler";
      case EULER_ANCESTRAL -> "Euler a";
      case HEUN -> "Heun";
      case LMS -> "LMS";
      case DPMPP_2M -> "DPM++ 2M";
      case DPMPP_2M_SDE -> "DPM++ 2M SDE";
      case DPMPP_SINGLESTEP -> "DPM++ 2S";
      case UNIPC -> "UniPC";
      case DEIS -> "DEIS";
      case KDPM2 -> "DPM2";
      case LCM -> "LCM";
      case TCD -> "TCD";
      case EDM_EULER -> "Euler EDM";
      case EDM_DPMPP_2M -> "DPM++ 2M EDM";
    };
  }
}
