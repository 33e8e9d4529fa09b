package io.latentmill.udf.training;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.latentmill.udf.GoldenTensors;
import io.latentmill.udf.pipeline.Networks;
import io.latentmill.udf.pipeline.PipelineLoader;
import io.latentmill.udf.pipeline.StableDiffusion;
import io.latentmill.udf.pipeline.load.PipelineSpec;
import io.latentmill.udf.training.network.Batch;
import io.latentmill.udf.training.network.TextConditioner;
import io.latentmill.udf.training.network.TextInput;
import io.latentmill.udf.training.network.TrainedNetworks;
import io.latentmill.udf.training.optimizer.LossScale;
import io.latentmill.udf.training.part.TrainedPart;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Training against torch, diffusers and peft: every case of {@code goldens/training}. */
class TrainingReferencesTest {
  private static final double LOSS = 1e-5;
  private static final double GRADIENT = 1e-4;
  private static final double CHANGE = 3e-3;

  private static final Map<String, StableDiffusion> PIPELINES = new HashMap<>();

  static Stream<ReferenceCase> cases() {
    return ReferenceCase.all();
  }

  @AfterAll
  static void close() {
    PIPELINES.values().forEach(StableDiffusion::close);
    PIPELINES.clear();
  }

  private static Networks networks(String checkpoint) {
    return PIPELINES
        .computeIfAbsent(
            checkpoint,
            name ->
                PipelineLoader.load(
                    PipelineSpec.of(
                        GoldenTensors.folder().resolve("checkpoints/" + name).toUri().toString()),
                    Device.cpu(),
                    new Configuration(false)))
        .networks();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void trainsAsTheReferenceDoes(ReferenceCase reference) {
    Networks networks = networks(reference.checkpoint());
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      if (reference.trains()) {
        try (TrainedPart part = reference.part(networks);
            Trainer trainer =
                new Trainer(
                    part,
                    reference.objective(networks),
                    reference.settings(),
                    LossScale.none(),
                    manager,
                    0)) {
          start(reference, trainer.parameters());
          TextInput text =
              part.trainsText()
                  ? reference.tokens(manager, networks)
                  : reference.encoded(manager, networks);
          checkForward(reference, networks, part.place(trainer.parameters().values()), text);
          checkSteps(reference, trainer, text);
        }
      } else {
        checkForward(
            reference,
            networks,
            TrainedNetworks.frozen(
                TextConditioner.frozen(networks.config(), networks.encoders()), networks.unet()),
            reference.encoded(manager, networks));
      }
    }
  }

  private static void start(ReferenceCase reference, Parameters parameters) {
    start(reference.tensors(), parameters);
    reference.furtherTensors().ifPresent(tensors -> start(tensors, parameters));
  }

  private static void start(GoldenTensors tensors, Parameters parameters) {
    for (String name : named(tensors, "initial.")) {
      parameters.write(ReferenceCase.ours(name), tensors.floats("initial." + name));
    }
  }

  private static List<String> named(GoldenTensors tensors, String prefix) {
    return tensors.names().stream()
        .filter(name -> name.startsWith(prefix))
        .map(name -> name.substring(prefix.length()))
        .toList();
  }

  private static void checkForward(
      ReferenceCase reference, Networks networks, TrainedNetworks trained, TextInput text) {
    Objective objective = reference.objective(networks);
    try (NDManager scope = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      for (int k = 0; reference.tensors().has("noise_" + k); k++) {
        Batch batch = reference.batch(scope, k, text);
        NDArray noisy = objective.noisy(batch.latents(), batch.noise(), batch.timesteps());
        NDArray target = objective.target(batch.latents(), batch.noise(), batch.timesteps());
        NDArray prediction = trained.predict(scope, noisy, batch);
        NDArray losses = objective.exampleLosses(prediction, target, batch.timesteps());
        check(reference, "noisy_" + k, noisy);
        check(reference, "target_" + k, target);
        check(reference, "prediction_" + k, prediction);
        check(reference, "example_losses_" + k, losses);
        if (reference.tensors().has("weights_" + k)) {
          check(reference, "weights_" + k, objective.weights(losses, batch.timesteps()));
        }
        if (!reference.trains()) {
          assertThat((double) losses.mean().getFloat())
              .isCloseTo(reference.tensors().doubles("losses")[k], relative(LOSS));
        }
      }
    }
  }

  private static Percentage relative(double share) {
    return Percentage.withPercentage(100 * share);
  }

  private static void check(ReferenceCase reference, String name, NDArray actual) {
    if (reference.tensors().has(name)) {
      double error =
          new RelativeError().add(actual.toFloatArray(), reference.tensors().floats(name)).value();
      assertThat(error).as(name).isLessThan(LOSS);
    }
  }

  private static void checkSteps(ReferenceCase reference, Trainer trainer, TextInput text) {
    float[] losses = new float[reference.steps()];
    float[] norms = new float[reference.steps()];
    Map<String, float[]> start = values(reference, trainer);
    RelativeError gradients = new RelativeError();
    for (int step = 0; step < reference.steps(); step++) {
      boolean first = step == 0;
      StepReport report =
          trainer.step(
              batches(reference, step, text),
              gradient -> {
                if (first) {
                  add(reference, trainer, "grad_0.", gradient, Map.of(), gradients);
                }
              });
      losses[step] = (float) report.loss();
      norms[step] = (float) report.gradientNorm();
    }
    assertThat(gradients.value()).as("gradients").isLessThan(GRADIENT);
    assertThat(error(losses, reference.tensors().doubles("losses"))).as("losses").isLessThan(LOSS);
    assertThat(error(norms, reference.tensors().doubles("grad_norms")))
        .as("gradient norms")
        .isLessThan(GRADIENT);
    RelativeError change = new RelativeError();
    add(reference, trainer, "final.", trainer.parameters().values(), start, change);
    assertThat(change.value()).as("parameters").isLessThan(CHANGE);
    trainer
        .average()
        .ifPresent(
            average -> {
              RelativeError smoothed = new RelativeError();
              add(reference, trainer, "ema.", average.values(), start, smoothed);
              assertThat(smoothed.value()).as("moving average").isLessThan(CHANGE);
            });
  }

  private static List<BatchSource> batches(ReferenceCase reference, int step, TextInput text) {
    List<BatchSource> batches = new ArrayList<>();
    for (int micro = 0; micro < reference.microBatches(); micro++) {
      int k = step * reference.microBatches() + micro;
      batches.add(scope -> reference.batch(scope, k, text));
    }
    return batches;
  }

  /** Adds all the reference's tensors of one kind, relative to where they started. */
  private static void add(
      ReferenceCase reference,
      Trainer trainer,
      String kind,
      NDArray vector,
      Map<String, float[]> start,
      RelativeError error) {
    for (String name : named(reference.tensors(), kind)) {
      float[] expected = reference.tensors().floats(kind + name);
      error.add(
          trainer.parameters().read(vector, ReferenceCase.ours(name)),
          expected,
          start.getOrDefault(name, new float[expected.length]));
    }
  }

  private static Map<String, float[]> values(ReferenceCase reference, Trainer trainer) {
    Map<String, float[]> values = new HashMap<>();
    for (String name : named(reference.tensors(), "final.")) {
      values.put(name, trainer.parameters().read(ReferenceCase.ours(name)));
    }
    return values;
  }

  private static double error(float[] actual, double[] expected) {
    float[] floats = new float[expected.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) expected[i];
    }
    return new RelativeError().add(actual, floats).value();
  }
}
