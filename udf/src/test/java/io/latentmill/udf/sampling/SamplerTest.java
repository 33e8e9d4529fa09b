package io.latentmill.udf.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.latentmill.udf.request.FailureKind;
import io.latentmill.udf.request.LatentmillException;
import io.latentmill.udf.request.SamplerName;
import io.latentmill.udf.sampling.config.SchedulerConfig;
import io.latentmill.udf.torch.SeededNoise;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What holds for every sampler, and for the runs that cannot be made. */
final class SamplerTest {
  private static final Shape SHAPE = new Shape(2, 4, 8, 8);

  static SchedulerConfig config(SamplerName name, Map<String, String> options) {
    ObjectNode file = JsonNodeFactory.instance.objectNode();
    file.put("_class_name", name.isEdm() ? "EDMEulerScheduler" : "PNDMScheduler");
    file.put("beta_start", 0.00085).put("beta_end", 0.012);
    file.put("beta_schedule", "scaled_linear");
    file.put("clip_sample", false).put("skip_prk_steps", true).put("steps_offset", 1);
    return SchedulerConfig.of(file).with(Optional.of(name), options);
  }

  private static Trajectory trajectory(SamplerName name, int steps, double strength) {
    return Sampler.of(config(name, Map.of())).trajectory(steps, OptionalDouble.of(strength), 0.3);
  }

  /** The same call twice gives the same: nothing is remembered, and nothing given is changed. */
  @ParameterizedTest
  @EnumSource(SamplerName.class)
  void isStateless(SamplerName name) {
    Trajectory trajectory = trajectory(name, 8, 1);
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      State state = trajectory.start(draw(manager, 1));
      for (int call = 0; call < trajectory.calls(); call++) {
        NDArray output = draw(manager, 100 + call);
        List<float[]> before = values(state);
        State first = trajectory.step(call, state, output, () -> draw(manager, 7));
        State second = trajectory.step(call, state, output, () -> draw(manager, 7));
        assertThat(values(second)).usingRecursiveComparison().isEqualTo(values(first));
        assertThat(values(state)).usingRecursiveComparison().isEqualTo(before);
        state = first;
      }
    }
  }

  /** A loop that frees each call's arrays, but for the state, ends with the same sample. */
  @ParameterizedTest
  @EnumSource(SamplerName.class)
  void theStateIsAllThatACallNeeds(SamplerName name) {
    Trajectory trajectory = trajectory(name, 8, 0.8);
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      State kept = trajectory.start(draw(manager, 1));
      State freed = trajectory.start(draw(manager, 1));
      for (int call = trajectory.firstCall(); call < trajectory.calls(); call++) {
        int seed = 100 + call;
        kept = trajectory.step(call, kept, draw(manager, seed), () -> draw(manager, 7));
        try (NDManager calls = manager.newSubManager()) {
          State moved = freed.attach(calls);
          freed =
              trajectory.step(call, moved, draw(calls, seed), () -> draw(calls, 7)).attach(manager);
        }
      }
      assertThat(freed.sample().toFloatArray()).isEqualTo(kept.sample().toFloatArray());
    }
  }

  /** Rows of a batch don't see each other. */
  @ParameterizedTest
  @EnumSource(SamplerName.class)
  void rowsAreIndependent(SamplerName name) {
    Trajectory trajectory = trajectory(name, 6, 1);
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      State batch = trajectory.start(draw(manager, 1));
      State row = trajectory.start(draw(manager, 1).get("1:2"));
      for (int call = 0; call < trajectory.calls(); call++) {
        NDArray output = draw(manager, 100 + call);
        batch = trajectory.step(call, batch, output, () -> draw(manager, 7));
        row = trajectory.step(call, row, output.get("1:2"), () -> draw(manager, 7).get("1:2"));
      }
      assertThat(row.sample().toFloatArray()).isEqualTo(batch.sample().get("1:2").toFloatArray());
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = SamplerName.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"EDM_EULER", "EDM_DPMPP_2M"}) // which have no timesteps, but sigmas
  void moreStepsThanTheModelHasAreTheUsersFault(SamplerName name) {
    boolean distilled = name == SamplerName.LCM || name == SamplerName.TCD;
    refuses(
        () -> trajectory(name, distilled ? 51 : 1001, 1),
        distilled
            ? "steps 51 exceeds original_inference_steps 50"
            : "steps 1001 exceeds the 1000 timesteps that the model was trained with");
  }

  @ParameterizedTest
  @EnumSource(SamplerName.class)
  void aStrengthThatLeavesNothingIsTheUsersFault(SamplerName name) {
    refuses(() -> trajectory(name, 10, 0.05), "strength 0.05 of 10 steps leaves no step to run");
  }

  @Test
  void runsThatCannotBeMadeAreTheUsersFault() {
    refuses(() -> trajectory(SamplerName.DDIM, 0, 1), "steps 0 is not positive");
    refuses(() -> trajectory(SamplerName.DDIM, 10, 1.5), "strength 1.5 is not in 0..1");
    refuses(
        () -> trajectory(SamplerName.DDIM, 1000, 1),
        "steps 1000 with steps_offset 1 reaches timestep 1000; the model was trained up to 999");
    refuses(
        () -> run(SamplerName.PNDM, 3, Map.of("skip_prk_steps", "false")),
        "steps 3: the pndm sampler without skip_prk_steps takes 4 and more");
    refuses(
        () -> run(SamplerName.LCM, 4, Map.of("original_inference_steps", "1001")),
        "original_inference_steps 1001 exceeds the 1000 timesteps that the model was trained with");
    refuses(
        () -> run(SamplerName.DPMPP_2M, 4, Map.of("algorithm_type", "dpmsolver")),
        "algorithm_type dpmsolver cannot end at final_sigmas_type zero; choose sigma_min");
    refuses(
        () ->
            run(
                SamplerName.DPMPP_2M,
                4,
                Map.of("lambda_min_clipped", "-2", "timestep_spacing", "trailing")),
        "lambda_min_clipped -2 cannot be combined with timestep_spacing trailing");
  }

  /** Noise cannot be told from pure noise: the first step would divide by zero. */
  @Test
  void aStepThatIsNotFiniteIsTheUsersFault() {
    Map<String, String> options =
        Map.of("rescale_betas_zero_snr", "true", "timestep_spacing", "trailing");
    Trajectory trajectory = run(SamplerName.DDIM, 4, options);
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      State state = trajectory.start(draw(manager, 1));
      refuses(
          () -> trajectory.step(0, state, draw(manager, 2), Noise.none()),
          "The sampler's options give no finite step: a coefficient is Infinity");
    }
  }

  private static Trajectory run(SamplerName name, int steps, Map<String, String> options) {
    return Sampler.of(config(name, options)).trajectory(steps, OptionalDouble.empty(), 0);
  }

  private static void refuses(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable action, String message) {
    assertThatThrownBy(action)
        .isInstanceOf(LatentmillException.class)
        .hasMessage(message)
        .extracting(e -> ((LatentmillException) e).kind())
        .isEqualTo(FailureKind.USER);
  }

  private static NDArray draw(NDManager manager, long seed) {
    return manager.create(new SeededNoise(seed).normals((int) SHAPE.size()), SHAPE);
  }

  private static List<float[]> values(State state) {
    List<float[]> values = new ArrayList<>();
    values.add(state.sample().toFloatArray());
    state.held().forEach(array -> values.add(array.toFloatArray()));
    state.history().forEach(array -> values.add(array.toFloatArray()));
    return values;
  }
}
