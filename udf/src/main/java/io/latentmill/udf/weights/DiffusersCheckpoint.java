package io.latentmill.udf.weights;

import com.fasterxml.jackson.databind.JsonNode;
import io.latentmill.udf.request.LatentmillException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** A folder with {@code model_index.json} and a sub-folder for each component. */
record DiffusersCheckpoint(StoredFolder folder, JsonNode index) implements Checkpoint {
  static final String INDEX = "model_index.json";

  /** Files at the top that are read where they are there. */
  private static final List<String> TOP_FILES = List.of(INDEX, "latentmill.properties");

  static DiffusersCheckpoint open(Path model, Configuration configuration) {
    StoredFolder folder = StoredFolder.list(model, Component.folders(), configuration);
    if (!folder.has(INDEX)) {
      throw LatentmillException.model(
          "Cannot open %s: it has no model_index.json, which a diffusers folder has", model);
    }
    return new DiffusersCheckpoint(folder, folder.json(INDEX));
  }

  @Override
  public String describe() {
    return folder.toString();
  }

  @Override
  public boolean has(Component component) {
    return lists(index, component);
  }

  /** An index lists absent components too, as {@code [null, null]}. */
  static boolean lists(JsonNode index, Component component) {
    JsonNode entry = index.path(component.folder());
    return entry.isArray() && entry.hasNonNull(1);
  }

  @Override
  public JsonNode config(Component component) {
    return folder.json(component.configPath());
  }

  @Override
  public TensorSource weights(Component component) {
    return ModernNames.of(WeightFiles.choose(folder, component.path("")).open(folder));
  }

  @Override
  public Optional<String> text(String relativePath) {
    return folder.text(relativePath);
  }

  @Override
  public List<ModelFile> files() {
    List<ModelFile> files = new ArrayList<>(smallFiles());
    for (Component component : Component.values()) {
      if (has(component) && component.hasWeights()) {
        files.addAll(WeightFiles.choose(folder, component.path("")).files(folder));
      }
    }
    return files;
  }

  /** Configurations and vocabularies: what a single-file checkpoint takes from this folder. */
  List<ModelFile> smallFiles() {
    List<String> names = new ArrayList<>(TOP_FILES);
    for (Component component : Component.values()) {
      if (has(component)) {
        component.smallFiles().forEach(name -> names.add(component.path(name)));
      }
    }
    return names.stream().filter(folder::has).map(folder::file).toList();
  }
}
