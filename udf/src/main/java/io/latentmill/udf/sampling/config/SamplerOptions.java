package io.latentmill.udf.sampling.config;

import static io.latentmill.udf.sampling.config.OptionType.FLAG;
import static io.latentmill.udf.sampling.config.OptionType.NUMBER;
import static io.latentmill.udf.sampling.config.OptionType.NUMBERS;
import static io.latentmill.udf.sampling.config.OptionType.SHARE;
import static io.latentmill.udf.sampling.config.OptionType.WHOLE_NUMBERS;
import static io.latentmill.udf.sampling.config.OptionType.choice;
import static io.latentmill.udf.sampling.config.OptionType.whole;

import io.latentmill.udf.request.SamplerName;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The options each sampler knows, with their defaults: those of the diffusers class it reproduces.
 * An option with one choice stands for a feature that is not there, so that asking for it is an
 * error.
 */
final class SamplerOptions {
  /**
   * An option.
   *
   * @param standard the default
   */
  record Option(OptionType type, String standard) {
    Option {
      standard = type.read(standard).orElseThrow();
    }
  }

  private static final String[] NOT_SAMPLE = {"epsilon", "v_prediction"};

  /** Learned variances need a network with twice the channels. */
  private static final OptionType FIXED_VARIANCE =
      choice("fixed_small", "fixed_small_log", "fixed_large").optional();

  private final Map<String, Option> options = new LinkedHashMap<>();

  private SamplerOptions() {}

  /** The options of a sampler by their names in scheduler_config.json. */
  static Map<String, Option> of(SamplerName name) {
    SamplerOptions options =
        switch (name) {
          case DDIM -> spaced("leading").alphaToOne("true").clip("true").thresholding().zeroSnr();
          case DDPM -> spaced("leading").clip("true").thresholding().zeroSnr().ddpm();
          case PNDM -> spaced("leading").prediction(NOT_SAMPLE).alphaToOne("false").pndm();
          case EULER -> spaced("linspace").transforms().zeroSnr().euler();
          case EULER_ANCESTRAL -> spaced("linspace").prediction(NOT_SAMPLE).zeroSnr();
          case LMS -> spaced("linspace").transforms();
          case HEUN -> spaced("linspace").transforms().clip("false").heun();
          case KDPM2 -> spaced("linspace").transforms().prediction(NOT_SAMPLE).kdpm2();
          case DPMPP_2M -> spaced("linspace").multistep().dpmMultistep("dpmsolver++");
          case DPMPP_2M_SDE -> spaced("linspace").multistep().dpmMultistep("sde-dpmsolver++");
          case DPMPP_SINGLESTEP -> common().singlestep();
          case UNIPC -> spaced("linspace").multistep().uniPc();
          case DEIS -> spaced("linspace").multistep().deis();
          case LCM -> common().distilled().clip("false").thresholding().zeroSnr().lcm();
          case TCD -> common().distilled().zeroSnr();
          case EDM_EULER -> edm();
          case EDM_DPMPP_2M -> edm().edmMultistep();
        };
    return Collections.unmodifiableMap(options.options);
  }

  private SamplerOptions with(String key, OptionType type, String standard) {
    options.put(key, new Option(type, standard));
    return this;
  }

  /** What all samplers know. */
  private static SamplerOptions common() {
    return new SamplerOptions()
        .with("num_train_timesteps", whole(1, 1_000_000), "1000")
        .betas("0.0001", "0.02", "linear", "linear", "scaled_linear", "squaredcos_cap_v2")
        .with("trained_betas", NUMBERS.optional(), "")
        .prediction("epsilon", "sample", "v_prediction");
  }

  private static SamplerOptions spaced(String spacing) {
    return common()
        .with("timestep_spacing", choice("leading", "trailing", "linspace"), spacing)
        .with("steps_offset", whole(0, 1_000_000), "0");
  }

  private SamplerOptions betas(String start, String end, String schedule, String... known) {
    return with("beta_start", NUMBER, start)
        .with("beta_end", NUMBER, end)
        .with("beta_schedule", choice(known), schedule);
  }

  private SamplerOptions prediction(String... known) {
    return with("prediction_type", choice(known), "epsilon");
  }

  private SamplerOptions alphaToOne(String standard) {
    return with("set_alpha_to_one", FLAG, standard);
  }

  private SamplerOptions zeroSnr() {
    return with("rescale_betas_zero_snr", FLAG, "false");
  }

  private SamplerOptions clip(String standard) {
    return with("clip_sample", FLAG, standard).with("clip_sample_range", NUMBER, "1.0");
  }

  private SamplerOptions thresholding() {
    return with("thresholding", FLAG, "false")
        .with("dynamic_thresholding_ratio", SHARE, "0.995")
        .with("sample_max_value", NUMBER, "1.0");
  }

  private SamplerOptions transforms() {
    return with("use_karras_sigmas", FLAG, "false")
        .with("use_exponential_sigmas", FLAG, "false")
        .with("use_beta_sigmas", FLAG, "false")
        .with("sigma_min", NUMBER.optional(), "")
        .with("sigma_max", NUMBER.optional(), "");
  }

  private SamplerOptions finalSigmas() {
    return with("final_sigmas_type", choice("zero", "sigma_min"), "zero");
  }

  private SamplerOptions ddpm() {
    return betas(
            "0.0001", "0.02", "linear", "linear", "scaled_linear", "squaredcos_cap_v2", "sigmoid")
        .with("variance_type", FIXED_VARIANCE, "fixed_small");
  }

  private SamplerOptions pndm() {
    return with("skip_prk_steps", FLAG, "false");
  }

  private SamplerOptions euler() {
    return finalSigmas()
        .with("interpolation_type", choice("linear"), "linear")
        .with("timestep_type", choice("discrete"), "discrete");
  }

  private SamplerOptions heun() {
    return betas(
        "0.00085", "0.012", "linear", "linear", "scaled_linear", "squaredcos_cap_v2", "exp");
  }

  private SamplerOptions kdpm2() {
    return betas("0.00085", "0.012", "linear", "linear", "scaled_linear", "squaredcos_cap_v2");
  }

  private SamplerOptions distilled() {
    return betas(
            "0.00085", "0.012", "scaled_linear", "linear", "scaled_linear", "squaredcos_cap_v2")
        .with("original_inference_steps", whole(1, 1_000_000), "50");
  }

  /** Of networks that were trained in sigma itself, there are no betas. */
  private static SamplerOptions edm() {
    return new SamplerOptions()
        .with("num_train_timesteps", whole(1, 1_000_000), "1000")
        .prediction(NOT_SAMPLE)
        .with("sigma_min", NUMBER, "0.002")
        .with("sigma_max", NUMBER, "80.0")
        .with("sigma_data", NUMBER, "0.5")
        .with("sigma_schedule", choice("karras", "exponential"), "karras")
        .with("rho", NUMBER, "7.0")
        .finalSigmas();
  }

  private SamplerOptions edmMultistep() {
    OptionType algorithms =
        choice("dpmsolver++", "sde-dpmsolver++").withAliases(Map.of("deis", "dpmsolver++"));
    return thresholding()
        .with("solver_order", whole(1, 3), "2")
        .with("algorithm_type", algorithms, "dpmsolver++")
        .solverType("midpoint", "midpoint", "heun")
        .with("lower_order_final", FLAG, "true")
        .with("euler_at_final", FLAG, "false");
  }

  private SamplerOptions lcm() {
    return with("timestep_scaling", NUMBER, "10.0");
  }

  private SamplerOptions solver() {
    return transforms()
        .thresholding()
        .with("solver_order", whole(1, 3), "2")
        .with("use_flow_sigmas", choice("false"), "false")
        .with("use_dynamic_shifting", choice("false"), "false");
  }

  private SamplerOptions multistep() {
    return solver().with("lower_order_final", FLAG, "true");
  }

  private SamplerOptions dpmMultistep(String algorithm) {
    return dpm(algorithm)
        .zeroSnr()
        .with("euler_at_final", FLAG, "false")
        .with("use_lu_lambdas", FLAG, "false");
  }

  private SamplerOptions singlestep() {
    return solver().dpm("dpmsolver++").with("lower_order_final", FLAG, "false");
  }

  private SamplerOptions dpm(String algorithm) {
    OptionType algorithms =
        choice("dpmsolver", "dpmsolver++", "sde-dpmsolver++")
            .withAliases(Map.of("deis", "dpmsolver++"));
    return finalSigmas()
        .with("algorithm_type", algorithms, algorithm)
        .solverType("midpoint", "midpoint", "heun")
        .with("lambda_min_clipped", NUMBER, "-Infinity")
        .with("variance_type", FIXED_VARIANCE, "");
  }

  private SamplerOptions uniPc() {
    return finalSigmas()
        .zeroSnr()
        .solverType("bh2", "bh1", "bh2")
        .with("predict_x0", FLAG, "true")
        .with("disable_corrector", WHOLE_NUMBERS.optional(), "")
        .with("solver_p", choice("null").optional(), "")
        .with("shift_terminal", choice("null").optional(), "");
  }

  private SamplerOptions deis() {
    OptionType algorithms =
        choice("deis").withAliases(Map.of("dpmsolver", "deis", "dpmsolver++", "deis"));
    return solverType("logrho", "logrho").with("algorithm_type", algorithms, "deis");
  }

  /** A checkpoint of another sampler may name a solver that this one doesn't have. */
  private SamplerOptions solverType(String standard, String... known) {
    Map<String, String> foreign = new LinkedHashMap<>();
    for (String type : new String[] {"midpoint", "heun", "logrho", "bh1", "bh2"}) {
      foreign.put(type, standard);
    }
    for (String type : known) {
      foreign.remove(type);
    }
    return with("solver_type", choice(known).withAliases(foreign), standard);
  }
}
