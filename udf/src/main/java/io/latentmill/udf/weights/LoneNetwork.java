package io.latentmill.udf.weights;

import com.fasterxml.jackson.databind.JsonNode;
import io.latentmill.udf.request.LatentmillException;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * One network on its own, as VAEs, TAESD and ControlNets are published: a folder with {@code
 * config.json} beside its weights, or a safetensors file of diffusers' or latent diffusion's names.
 * Immutable, holds nothing open.
 */
public sealed interface LoneNetwork permits ComponentFolder, ComponentFile, TaesdHalves {

  /**
   * Opens a folder or a file.
   *
   * @param otherwise the configuration of a file without {@code config.json} beside it: that of the
   *     VAE it stands in for, or of the U-Net that a ControlNet was made from
   * @throws LatentmillException (model) naming the file when something is missing or wrong
   */
  static LoneNetwork open(Path given, JsonNode otherwise, Configuration configuration) {
    Path path = HubCache.resolve(given, configuration);
    Optional<ModelFile> file = StoredFolder.singleFile(path, configuration);
    if (file.isEmpty()) {
      return ComponentFolder.open(path, configuration);
    }
    Optional<TaesdHalves> halves = TaesdHalves.of(file.get(), configuration);
    return halves.isPresent()
        ? halves.get()
        : ComponentFile.open(file.get(), otherwise, configuration);
  }

  /** The path it was opened by. */
  String describe();

  /** Its configuration; {@code _class_name} tells what it is. */
  JsonNode config();

  /** Its tensors by their modern diffusers names. The caller closes the source. */
  TensorSource weights();

  /** The files that are used. */
  List<ModelFile> files();
}
