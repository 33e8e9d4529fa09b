package io.latentmill.udf.weights;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * One network on its own, as VAEs, TAESD and ControlNets are published: {@code config.json} beside
 * its weights. Immutable, holds nothing open.
 */
public final class ComponentFolder {
  private static final String CONFIG = "config.json";

  private final StoredFolder folder;
  private final JsonNode config;
  private final WeightFiles choice;

  private ComponentFolder(StoredFolder folder, JsonNode config, WeightFiles choice) {
    this.folder = folder;
    this.config = config;
    this.choice = choice;
  }

  /**
   * Opens a folder.
   *
   * @throws io.latentmill.udf.request.LatentmillException (model) naming the file when something is
   *     missing or wrong
   */
  public static ComponentFolder open(Path path, Configuration configuration) {
    StoredFolder folder = StoredFolder.list(path, Set.of(), configuration);
    return new ComponentFolder(folder, folder.json(CONFIG), WeightFiles.choose(folder, ""));
  }

  /** The path it was opened by. */
  public String describe() {
    return folder.toString();
  }

  /** Its {@code config.json}; {@code _class_name} tells what it is. */
  public JsonNode config() {
    return config;
  }

  /** Its tensors by their modern names. The caller closes the source. */
  public TensorSource weights() {
    return ModernNames.of(choice.open(folder));
  }

  /** The files that are used. */
  public List<ModelFile> files() {
    List<ModelFile> files = new ArrayList<>(List.of(folder.file(CONFIG)));
    files.addAll(choice.files(folder));
    return files;
  }
}
