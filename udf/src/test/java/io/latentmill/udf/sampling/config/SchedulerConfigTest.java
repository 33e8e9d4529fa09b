package io.latentmill.udf.sampling.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.latentmill.udf.GoldenTensors;
import io.latentmill.udf.request.FailureKind;
import io.latentmill.udf.request.LatentmillException;
import io.latentmill.udf.request.SamplerName;
import io.latentmill.udf.sampling.Reference;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a checkpoint's file and a row's options make of a sampler. */
final class SchedulerConfigTest {
  private static final Path FOLDER =
      GoldenTensors.folder().resolveSibling("goldens-extra").resolve("schedulers");
  private static final String SD = "\"beta_start\": 0.00085, \"beta_end\": 0.012";

  private static SchedulerConfig config(String json) throws Exception {
    return SchedulerConfig.of(new ObjectMapper().readTree(json));
  }

  private static SchedulerConfig ofClass(String name) throws Exception {
    return config("{\"_class_name\": \"" + name + "\", " + SD + "}");
  }

  @ParameterizedTest
  @EnumSource(SamplerName.class)
  void everyDefaultIsThatOfDiffusers(SamplerName name) {
    JsonNode reference = Reference.json(FOLDER.resolve("defaults.json")).get(name.diffusersClass());
    SamplerOptions.of(name)
        .forEach(
            (key, option) -> {
              if (reference.has(key) && !key.equals("algorithm_type")) {
                assertThat(option.standard())
                    .as(key)
                    .isEqualTo(canonical(option, reference.get(key)));
              } else {
                assertThat(key).isIn("sigma_min", "sigma_max", "algorithm_type");
              }
            });
  }

  private static String canonical(SamplerOptions.Option option, JsonNode value) {
    return value.isNull()
        ? option.type().none().orElseThrow()
        : option.type().read(value.isArray() ? value.toString() : value.asText()).orElseThrow();
  }

  /** Files of checkpoints, given to every class as diffusers' from_config does. */
  @TestFactory
  Stream<DynamicTest> takesOverWhatDiffusersTakesOver() {
    JsonNode references = Reference.json(FOLDER.resolve("from-config.json"));
    JsonNode defaults = Reference.json(FOLDER.resolve("defaults.json"));
    return StreamSupport.stream(references.get("cases").spliterator(), false)
        .map(
            run ->
                DynamicTest.dynamicTest(
                    run.toString(),
                    () ->
                        checkTakenOver(
                            references.get("files").get(run.get("file").asText()), run, defaults)));
  }

  private static void checkTakenOver(JsonNode file, JsonNode run, JsonNode defaults) {
    SchedulerConfig own = SchedulerConfig.of(file);
    SchedulerConfig piped = run.get("stable_diffusion").asBoolean() ? own.asStableDiffusion() : own;
    SchedulerConfig config = piped.with(named(run.get("class")), Map.of());
    JsonNode standard = defaults.get(config.samplerName().diffusersClass());
    SamplerOptions.of(config.samplerName())
        .forEach(
            (key, option) -> {
              JsonNode changed = run.get("config").get(key);
              JsonNode expected = changed == null ? standard.get(key) : changed;
              if (expected != null) {
                assertThat(config.text(key)).as(key).isEqualTo(canonical(option, expected));
              }
            });
  }

  private static Optional<SamplerName> named(JsonNode diffusersClass) {
    return Arrays.stream(SamplerName.values())
        .filter(name -> name.diffusersClass().equals(diffusersClass.asText()))
        .findFirst();
  }

  @Test
  void theClassNameChoosesTheSampler() throws Exception {
    for (SamplerName name : SamplerName.values()) {
      if (name != SamplerName.DPMPP_2M_SDE) {
        assertThat(ofClass(name.diffusersClass()).samplerName()).isEqualTo(name);
      }
    }
  }

  @Test
  void aModelOfEdmIsSampledInItsOwnWayOnly() throws Exception {
    SchedulerConfig edm = ofClass("EDMEulerScheduler");
    assertThat(edm.with(Optional.of(SamplerName.EULER), Map.of()).samplerName())
        .isEqualTo(SamplerName.EDM_EULER);
    assertThat(edm.with(Optional.of(SamplerName.DPMPP_2M), Map.of()).samplerName())
        .isEqualTo(SamplerName.EDM_DPMPP_2M);
    assertThatThrownBy(() -> edm.with(Optional.of(SamplerName.DDIM), Map.of()))
        .hasMessage(
            "sampler ddim does not serve this model, which was trained in EDM's way; edm-euler and"
                + " edm-dpmpp-2m do");
    assertThatThrownBy(
            () -> ofClass("DDIMScheduler").with(Optional.of(SamplerName.EDM_EULER), Map.of()))
        .hasMessage(
            "sampler edm-euler serves models that were trained in EDM's way, and this one was not");
  }

  @Test
  void theAlgorithmTellsTheStochasticSolver() throws Exception {
    SchedulerConfig config =
        config(
            "{\"_class_name\": \"DPMSolverMultistepScheduler\","
                + " \"algorithm_type\": \"sde-dpmsolver++\"}");
    assertThat(config.samplerName()).isEqualTo(SamplerName.DPMPP_2M_SDE);
    assertThat(config.with(Optional.of(SamplerName.DPMPP_2M), Map.of()).samplerName())
        .isEqualTo(SamplerName.DPMPP_2M);
    assertThat(config.with(Optional.empty(), Map.of("algorithm_type", "dpmsolver++")).samplerName())
        .isEqualTo(SamplerName.DPMPP_2M);
  }

  @Test
  void overridesChangeTheCheckpointsOwnSampler() throws Exception {
    SchedulerConfig config =
        ofClass("EulerDiscreteScheduler")
            .asStableDiffusion()
            .with(Optional.empty(), Map.of("use_karras_sigmas", "True"));
    assertThat(config.samplerName()).isEqualTo(SamplerName.EULER);
    assertThat(config.options())
        .containsEntry("use_karras_sigmas", "true")
        .containsEntry("steps_offset", "1")
        .containsEntry("timestep_spacing", "linspace");
  }

  /** A value of the file that the named sampler doesn't take can be overridden. */
  @Test
  void anOverriddenValueOfTheFileDoesNotMatter() throws Exception {
    SchedulerConfig config =
        config(
            "{\"_class_name\": \"DPMSolverMultistepScheduler\","
                + " \"algorithm_type\": \"sde-dpmsolver++\"}");
    fails(
        FailureKind.MODEL,
        () -> config.with(Optional.of(SamplerName.DEIS), Map.of()),
        "scheduler_config.json: algorithm_type = \"sde-dpmsolver++\" is not deis (sampler deis)");
    assertThat(
            config
                .with(Optional.of(SamplerName.DEIS), Map.of("algorithm_type", "deis"))
                .samplerName())
        .isEqualTo(SamplerName.DEIS);
  }

  @Test
  void anUnknownClassFailsRowsThatNameNoSampler() throws Exception {
    SchedulerConfig unknown = ofClass("FlowMatchEulerDiscreteScheduler");
    assertThat(unknown.with(Optional.of(SamplerName.DDIM), Map.of()).samplerName())
        .isEqualTo(SamplerName.DDIM);
    assertThat(unknown.unknownClass()).contains("FlowMatchEulerDiscreteScheduler");
    fails(
        FailureKind.MODEL,
        () -> unknown.with(Optional.empty(), Map.of()),
        "scheduler_config.json: unknown _class_name \"FlowMatchEulerDiscreteScheduler\"; known are"
            + " PNDMScheduler, DDIMScheduler, DDPMScheduler, EulerDiscreteScheduler,"
            + " EulerAncestralDiscreteScheduler, HeunDiscreteScheduler, LMSDiscreteScheduler,"
            + " DPMSolverMultistepScheduler, DPMSolverSinglestepScheduler,"
            + " UniPCMultistepScheduler, DEISMultistepScheduler, KDPM2DiscreteScheduler,"
            + " LCMScheduler, TCDScheduler, EDMEulerScheduler,"
            + " EDMDPMSolverMultistepScheduler; name a sampler in the column sampler");
  }

  @Test
  void aValueThatIsNotServedIsTheModelsFault() {
    fails(
        FailureKind.MODEL,
        () -> config("{\"_class_name\": \"UniPCMultistepScheduler\", \"use_flow_sigmas\": true}"),
        "scheduler_config.json: use_flow_sigmas = true is not false (sampler unipc)");
    fails(
        FailureKind.MODEL,
        () -> config("{\"_class_name\": \"PNDMScheduler\", \"prediction_type\": \"sample\"}"),
        "scheduler_config.json: prediction_type = \"sample\" is not one of epsilon, v_prediction"
            + " (sampler pndm)");
    fails(
        FailureKind.MODEL,
        () ->
            config(
                "{\"_class_name\": \"EulerDiscreteScheduler\", \"use_karras_sigmas\": true,"
                    + " \"use_beta_sigmas\": true}"),
        "scheduler_config.json: use_karras_sigmas and use_beta_sigmas exclude each other");
  }

  @Test
  void anUnknownOptionIsTheUsersFault() {
    fails(
        FailureKind.USER,
        () ->
            ofClass("PNDMScheduler")
                .with(Optional.of(SamplerName.LCM), Map.of("use_karras_sigmas", "true")),
        "sampler_options: unknown key \"use_karras_sigmas\" for sampler lcm; known are"
            + " num_train_timesteps, beta_start, beta_end, beta_schedule, trained_betas,"
            + " prediction_type, original_inference_steps, clip_sample, clip_sample_range,"
            + " thresholding, dynamic_thresholding_ratio, sample_max_value,"
            + " rescale_betas_zero_snr, timestep_scaling");
  }

  @Test
  void aMalformedOptionIsTheUsersFault() {
    refuses(
        Map.of("timestep_spacing", "tight"),
        "sampler_options: timestep_spacing = \"tight\" is not one of leading, trailing, linspace"
            + " (sampler dpmpp-2m)");
    refuses(
        Map.of("solver_order", "4"),
        "sampler_options: solver_order = \"4\" is not a whole number in 1..3 (sampler dpmpp-2m)");
    refuses(
        Map.of("sigma_min", "small"),
        "sampler_options: sigma_min = \"small\" is not a number (sampler dpmpp-2m)");
    refuses(
        Map.of("euler_at_final", "yes"),
        "sampler_options: euler_at_final = \"yes\" is not true or false (sampler dpmpp-2m)");
    refuses(
        Map.of("use_karras_sigmas", "true", "use_exponential_sigmas", "true"),
        "sampler_options: use_karras_sigmas and use_exponential_sigmas exclude each other");
  }

  private static void refuses(Map<String, String> options, String message) {
    fails(
        FailureKind.USER,
        () -> ofClass("PNDMScheduler").with(Optional.of(SamplerName.DPMPP_2M), options),
        message);
  }

  private static void fails(
      FailureKind kind,
      org.assertj.core.api.ThrowableAssert.ThrowingCallable action,
      String message) {
    assertThatThrownBy(action)
        .isInstanceOf(LatentmillException.class)
        .hasMessage(message)
        .extracting(e -> ((LatentmillException) e).kind())
        .isEqualTo(kind);
  }
}
