package io.latentmill.udf.weights;

import com.fasterxml.jackson.databind.JsonNode;
import io.latentmill.udf.request.LatentmillException;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * A Stable Diffusion model as it was published. Whatever its layout and age, components, names and
 * configurations are those of a modern diffusers folder. Nothing but small files is read before
 * {@link #weights} is asked for. Immutable, thread-safe, holds nothing open.
 */
public sealed interface Checkpoint
    permits DiffusersCheckpoint, SingleFileCheckpoint, CheckpointWithText {

  /**
   * Opens a model.
   *
   * @param path a diffusers folder, or one in the hub's cache, or a latent-diffusion checkpoint in
   *     one safetensors file
   * @param modelConfig for a single file: a diffusers folder whose configurations and tokenizer are
   *     taken instead of the family's published ones
   * @throws LatentmillException (model) naming the file when something is missing or wrong
   */
  static Checkpoint open(Path path, Optional<Path> modelConfig, Configuration configuration) {
    Path model = HubCache.resolve(path, configuration);
    Optional<ModelFile> file = StoredFolder.singleFile(model, configuration);
    if (file.isPresent()) {
      return SingleFileCheckpoint.open(file.get(), modelConfig, configuration);
    }
    modelConfig.ifPresent(
        other -> {
          throw LatentmillException.user(
              "--model-config %s: the model %s is a folder with configurations of its own",
              other, model);
        });
    return DiffusersCheckpoint.open(model, configuration);
  }

  /** The same model with the text encoders and tokenizers of another. */
  default Checkpoint withTextOf(Checkpoint other) {
    return new CheckpointWithText(this, other);
  }

  /** The path it was opened by. */
  String describe();

  /** The pipeline's own settings, {@code model_index.json}. */
  JsonNode index();

  /** Whether the model has a component. */
  boolean has(Component component);

  /**
   * A component's configuration: {@code config.json}, {@code scheduler_config.json} or {@code
   * tokenizer_config.json}.
   *
   * @throws LatentmillException (model) when there is none
   */
  JsonNode config(Component component);

  /**
   * A component's tensors by their modern names; those of text encoders start with {@code
   * text_model.} (and {@code text_projection.weight}). The caller closes the source.
   *
   * @throws LatentmillException (model) when there are none that can be read
   */
  TensorSource weights(Component component);

  /**
   * The text of a file such as {@code tokenizer/vocab.json} or {@code latentmill.properties}; empty
   * when the model has none.
   */
  Optional<String> text(String relativePath);

  /** The files that are used, and no others: of several variants only the chosen one. */
  List<ModelFile> files();
}
