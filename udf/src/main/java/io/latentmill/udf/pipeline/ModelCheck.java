package io.latentmill.udf.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import io.latentmill.udf.model.Autoencoder;
import io.latentmill.udf.model.ClipText;
import io.latentmill.udf.model.ClipTextConfig;
import io.latentmill.udf.model.ModelConfig;
import io.latentmill.udf.model.Unet;
import io.latentmill.udf.pipeline.load.ModelDefaults;
import io.latentmill.udf.pipeline.load.PipelineSpec;
import io.latentmill.udf.request.LatentmillException;
import io.latentmill.udf.weights.Checkpoint;
import io.latentmill.udf.weights.Component;
import io.latentmill.udf.weights.LoneNetwork;
import io.latentmill.udf.weights.TensorSource;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * Holds a checkpoint against what its configurations ask for, part by part, without loading a
 * single tensor. What passes here loads, disk and memory permitting.
 */
public final class ModelCheck {
  private final Checkpoint checkpoint;
  private final List<String> faults = new ArrayList<>();

  private ModelCheck(Checkpoint checkpoint) {
    this.checkpoint = checkpoint;
  }

  /**
   * Why a model cannot be run; empty: it can.
   *
   * @return one line for each part that is wrong
   */
  public static List<String> faults(
      PipelineSpec spec, Checkpoint checkpoint, Configuration configuration) {
    ModelCheck check = new ModelCheck(checkpoint);
    check.attempt(() -> check.family(ModelConfig.of(checkpoint)));
    spec.vaePath()
        .ifPresentOrElse(
            path -> check.attempt(() -> check.elsewhere(new Path(path), configuration)),
            () -> check.attempt(check::autoencoder));
    check.attempt(() -> ModelDefaults.of(checkpoint));
    spec.refinerSpec()
        .ifPresent(
            refiner ->
                check.attempt(() -> check.refiner(PipelineLoader.open(refiner, configuration))));
    return List.copyOf(check.faults);
  }

  private void family(ModelConfig config) {
    attempt(() -> PipelineLoader.scheduler(checkpoint, config));
    for (ModelConfig.EncoderPlace place : config.encoders()) {
      attempt(() -> textEncoder(place.encoder()));
    }
    attempt(
        () -> {
          try (TensorSource weights = checkpoint.weights(Component.UNET)) {
            Unet.check(config.unet(), weights);
          }
        });
    attempt(() -> faults.addAll(new PartsCheck(checkpoint, config).faults()));
  }

  private void refiner(Checkpoint refiner) {
    ModelCheck own = new ModelCheck(refiner);
    ModelConfig config = ModelConfig.of(refiner);
    own.family(config);
    faults.addAll(own.faults);
    faults.addAll(
        RefinerCheck.faults(
            checkpoint.describe(), ModelConfig.of(checkpoint), refiner.describe(), config));
  }

  private void textEncoder(Component component) {
    ClipTextConfig config = ClipTextConfig.of(component.folder(), checkpoint.config(component));
    try (TensorSource weights = checkpoint.weights(component)) {
      ClipText.check(config, weights);
    }
  }

  private void autoencoder() {
    JsonNode config = checkpoint.config(Component.VAE);
    try (TensorSource weights = checkpoint.weights(Component.VAE)) {
      Autoencoder.check(Component.VAE.folder(), config, weights);
    }
    addMisfit(Component.VAE.folder(), config);
  }

  private void elsewhere(Path path, Configuration configuration) {
    LoneNetwork vae = LoneNetwork.open(path, checkpoint.config(Component.VAE), configuration);
    try (TensorSource weights = vae.weights()) {
      Autoencoder.check(vae.describe(), vae.config(), weights);
    }
    addMisfit(vae.describe(), vae.config());
  }

  private void addMisfit(String name, JsonNode config) {
    faults.addAll(new PartsCheck(checkpoint, ModelConfig.of(checkpoint)).faults(name, config));
  }

  private void attempt(Runnable part) {
    try {
      part.run();
    } catch (LatentmillException e) {
      faults.add(e.getMessage());
    }
  }
}
