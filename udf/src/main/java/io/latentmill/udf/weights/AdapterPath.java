package io.latentmill.udf.weights;

import com.fasterxml.jackson.databind.JsonNode;
import io.latentmill.udf.request.LatentmillException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * Where an adapter lies: a file, or a folder as PEFT ({@code adapter_model.safetensors} beside
 * {@code adapter_config.json}) and diffusers ({@code pytorch_lora_weights.safetensors}) write it.
 *
 * @param file the tensors
 * @param config PEFT's configuration
 * @param files all that are read
 */
public record AdapterPath(Path file, Optional<JsonNode> config, List<ModelFile> files) {
  private static final String PEFT = "adapter_model.safetensors";
  private static final String CONFIG = "adapter_config.json";
  private static final List<String> NAMES = List.of(PEFT, "pytorch_lora_weights.safetensors");

  /**
   * Finds an adapter's files.
   *
   * @throws LatentmillException (model) when nothing is there, or nothing that can be read
   */
  public static AdapterPath of(Path given, Configuration configuration) {
    Path path = HubCache.resolve(given, configuration);
    Optional<ModelFile> file = StoredFolder.singleFile(path, configuration);
    if (file.isEmpty()) {
      StoredFolder folder = StoredFolder.list(path, Set.of(), configuration);
      return inFolder(folder, chosen(folder));
    }
    if (path.getName().equals(PEFT)) {
      return inFolder(StoredFolder.list(path.getParent(), Set.of(), configuration), PEFT);
    }
    return new AdapterPath(path, Optional.empty(), List.of(file.get()));
  }

  /** Whether a folder is an adapter's rather than a network's. */
  static boolean isIn(StoredFolder folder) {
    return folder.has(CONFIG) || !folder.has(ComponentFolder.CONFIG);
  }

  private static AdapterPath inFolder(StoredFolder folder, String name) {
    ModelFile file = folder.file(name);
    List<ModelFile> files = new ArrayList<>(List.of(file));
    Optional<JsonNode> config = Optional.empty();
    if (name.equals(PEFT) && folder.has(CONFIG)) {
      files.add(folder.file(CONFIG));
      config = Optional.of(folder.json(CONFIG));
    }
    return new AdapterPath(file.path(), config, files);
  }

  private static String chosen(StoredFolder folder) {
    for (String name : NAMES) {
      if (folder.has(name)) {
        return name;
      }
    }
    List<String> others =
        folder.names().stream().filter(name -> name.endsWith(".safetensors")).toList();
    if (others.size() == 1) {
      return others.get(0);
    }
    if (others.isEmpty()) {
      throw Pickles.refusal(folder, "")
          .orElseGet(
              () ->
                  LatentmillException.model(
                      "Cannot find an adapter in the folder %s: it holds no safetensors file",
                      folder));
    }
    throw LatentmillException.model(
        "Cannot choose among the adapters in the folder %s: name one of %s",
        folder, String.join(", ", others));
  }
}
