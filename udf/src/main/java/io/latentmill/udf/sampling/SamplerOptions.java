package io.latentmill.udf.sampling;

import static io.latentmill.udf.sampling.OptionType.FLAG;
import static io.latentmill.udf.sampling.OptionType.NUMBER;
import static io.latentmill.udf.sampling.OptionType.NUMBERS;
import static io.latentmill.udf.sampling.OptionType.choice;
import static io.latentmill.udf.sampling.OptionType.whole;

import io.latentmill.udf.request.SamplerName;
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
  record Option(OptionType type, String standard) {}

  private final Map<String, Option> options = new LinkedHashMap<>();

  private SamplerOptions() {}

  /** The options of a sampler by their names in scheduler_config.json. */
  static Map<String, Option> of(SamplerName name) {
    SamplerOptions options =
        switch (name) {
          case DDIM -> table("leading").alphas("true").limit("true").zeroSnr();
          case PNDM -> table("leading").prediction("epsilon", "v_prediction").pndm();
          case EULER -> table("linspace").transforms().zeroSnr().euler();
          case EULER_ANCESTRAL -> table("linspace").prediction("epsilon", "v_prediction").zeroSnr();
          case DPMPP_2M -> solver().transforms().zeroSnr().dpmSolver("dpmsolver++");
          case DPMPP_2M_SDE -> solver().transforms().zeroSnr().dpmSolver("sde-dpmsolver++");
          default -> throw new IllegalStateException("unreachable");
        };
    return options.options;
  }

  private SamplerOptions with(String key, OptionType type, String standard) {
    options.put(key, new Option(type, standard));
    return this;
  }

  /** What all samplers know. */
  private static SamplerOptions table(String spacing) {
    return new SamplerOptions()
        .with("num_train_timesteps", whole(1, 1_000_000), "1000")
        .betas("0.0001", "0.02", "linear")
        .with("trained_betas", NUMBERS.optional(), "")
        .prediction("epsilon", "sample", "v_prediction")
        .with("timestep_spacing", choice("leading", "trailing", "linspace"), spacing)
        .with("steps_offset", whole(0, 1_000_000), "0");
  }

  private static SamplerOptions solver() {
    return table("linspace")
        .with("solver_order", whole(1, 3), "2")
        .with("lower_order_final", FLAG, "true")
        .thresholding()
        .with("use_flow_sigmas", choice("false"), "false")
        .with("use_dynamic_shifting", choice("false"), "false");
  }

  private SamplerOptions betas(String start, String end, String schedule) {
    return with("beta_start", NUMBER, start)
        .with("beta_end", NUMBER, end)
        .with("beta_schedule", choice("linear", "scaled_linear", "squaredcos_cap_v2"), schedule);
  }

  private SamplerOptions prediction(String... known) {
    return with("prediction_type", choice(known), "epsilon");
  }

  private SamplerOptions alphas(String toOne) {
    return with("set_alpha_to_one", FLAG, toOne);
  }

  private SamplerOptions zeroSnr() {
    return with("rescale_betas_zero_snr", FLAG, "false");
  }

  private SamplerOptions thresholding() {
    return with("thresholding", FLAG, "false")
        .with("dynamic_thresholding_ratio", NUMBER, "0.995")
        .with("sample_max_value", NUMBER, "1.0");
  }

  private SamplerOptions clip(String standard) {
    return with("clip_sample", FLAG, standard).with("clip_sample_range", NUMBER, "1.0");
  }

  private SamplerOptions limit(String clipSample) {
    return clip(clipSample).thresholding();
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

  private SamplerOptions pndm() {
    return alphas("false").with("skip_prk_steps", FLAG, "false");
  }

  private SamplerOptions euler() {
    return finalSigmas()
        .with("interpolation_type", choice("linear"), "linear")
        .with("timestep_type", choice("discrete"), "discrete");
  }

  private SamplerOptions dpmSolver(String algorithm) {
    return finalSigmas()
        .with(
            "algorithm_type",
            choice("dpmsolver", "dpmsolver++", "sde-dpmsolver++")
                .withAliases(Map.of("deis", "dpmsolver++")),
            algorithm)
        .solverType("midpoint", "midpoint", "heun")
        .with("euler_at_final", FLAG, "false")
        .with("use_lu_lambdas", FLAG, "false")
        .with("lambda_min_clipped", NUMBER, "-Infinity")
        .with(
            "variance_type",
            choice("fixed_small", "fixed_small_log", "fixed_large", "fixed_large_log").optional(),
            "");
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
