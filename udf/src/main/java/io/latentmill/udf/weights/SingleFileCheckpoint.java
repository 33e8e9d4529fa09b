package io.latentmill.udf.weights;

import com.fasterxml.jackson.databind.JsonNode;
import io.latentmill.udf.request.LatentmillException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * A latent-diffusion checkpoint: all networks in one safetensors file, without configurations.
 * These are the family's published ones or another folder's.
 *
 * @param file the safetensors file
 * @param folder where configurations and tokenizers come from
 * @param adjusted configurations that the file itself changes
 * @param index the folder's {@code model_index.json}
 * @param networks what the file holds
 * @param smallFiles of the folder, if they are files
 */
record SingleFileCheckpoint(
    ModelFile file,
    Configuration configuration,
    ModelFolder folder,
    Map<Component, JsonNode> adjusted,
    JsonNode index,
    Set<Component> networks,
    List<ModelFile> smallFiles)
    implements Checkpoint {

  static Checkpoint open(ModelFile file, Optional<Path> modelConfig, Configuration configuration) {
    try (SafetensorsFile tensors = SafetensorsFile.open(file.path(), configuration)) {
      return modelConfig
          .map(path -> withFolder(file, tensors, path, configuration))
          .orElseGet(() -> published(file, tensors, configuration));
    }
  }

  private static Checkpoint withFolder(
      ModelFile file, SafetensorsFile tensors, Path path, Configuration configuration) {
    DiffusersCheckpoint other = DiffusersCheckpoint.open(path, configuration);
    return new SingleFileCheckpoint(
        file,
        configuration,
        other.folder(),
        PublishedConfigs.marked(other.folder(), tensors),
        other.index(),
        networks(tensors),
        other.smallFiles());
  }

  private static Checkpoint published(
      ModelFile file, SafetensorsFile tensors, Configuration configuration) {
    ModelFolder folder = Family.of(tensors).published();
    return new SingleFileCheckpoint(
        file,
        configuration,
        folder,
        PublishedConfigs.adjusted(folder, tensors),
        folder.json(DiffusersCheckpoint.INDEX),
        networks(tensors),
        List.of());
  }

  private static Set<Component> networks(SafetensorsFile tensors) {
    return Arrays.stream(Component.values())
        .filter(component -> LdmPart.of(component, tensors).isPresent())
        .collect(Collectors.toSet());
  }

  @Override
  public String describe() {
    return file.path().toString();
  }

  @Override
  public boolean has(Component component) {
    return DiffusersCheckpoint.lists(index, component)
        && (networks.contains(component) || !component.hasWeights());
  }

  @Override
  public JsonNode config(Component component) {
    return adjusted.containsKey(component)
        ? adjusted.get(component)
        : folder.json(component.configPath());
  }

  @Override
  public TensorSource weights(Component component) {
    JsonNode config = config(component);
    SafetensorsFile tensors = SafetensorsFile.open(file.path(), configuration);
    try {
      return LdmPart.of(component, tensors)
          .orElseThrow(
              () ->
                  LatentmillException.model(
                      "Cannot find the %s in %s: it holds no tensors of one",
                      component.folder(), describe()))
          .tensors(tensors, config);
    } catch (RuntimeException e) {
      tensors.close();
      throw e;
    }
  }

  @Override
  public Optional<String> text(String relativePath) {
    return folder.text(relativePath);
  }

  @Override
  public List<ModelFile> files() {
    List<ModelFile> files = new ArrayList<>(List.of(file));
    files.addAll(smallFiles);
    return files;
  }
}
