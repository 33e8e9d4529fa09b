package io.latentmill.udf.weights;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.latentmill.udf.request.LatentmillException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * A folder of transformers' CLIPModel, or of a model made of its parts, as diffusers' safety
 * checker is: configuration, preprocessing, tokenizer and weights.
 */
public final class ClipFolder {
  private static final String PREPROCESSING = "preprocessor_config.json";

  private static final String TEXTS =
      "(config|preprocessor_config|tokenizer|tokenizer_config|special_tokens_map|added_tokens"
          + "|vocab)\\.json|merges\\.txt";

  private final StoredFolder folder;
  private final JsonNode config;

  private ClipFolder(StoredFolder folder, JsonNode config) {
    this.folder = folder;
    this.config = config;
  }

  /**
   * Opens a folder; weights are not read yet.
   *
   * @throws LatentmillException (model) when it is none, naming what is absent
   */
  public static ClipFolder open(Path path, Configuration configuration) {
    StoredFolder folder = StoredFolder.list(path, Set.of(), configuration);
    JsonNode config = folder.json(ComponentFolder.CONFIG);
    if (!config.path("vision_config").isObject()) {
      throw LatentmillException.model(
          "%s is no CLIP model: it has no vision_config", folder.describe(ComponentFolder.CONFIG));
    }
    return new ClipFolder(folder, config);
  }

  /**
   * Opens a folder of transformers' CLIPVisionModelWithProjection: an image tower alone.
   *
   * @throws LatentmillException (model) when it is none, naming what is absent
   */
  public static ClipFolder openTower(Path path, Configuration configuration) {
    StoredFolder folder = StoredFolder.list(path, Set.of(), configuration);
    JsonNode config = folder.json(ComponentFolder.CONFIG);
    if (config.path("vision_config").isObject()) {
      return new ClipFolder(folder, config);
    }
    ObjectNode whole = config.deepCopy();
    return new ClipFolder(folder, whole.set("vision_config", config));
  }

  /** Its path, for messages. */
  public String describe() {
    return folder.toString();
  }

  /** The configuration of its image tower. */
  public JsonNode imageConfig() {
    return config.path("vision_config");
  }

  /** The width that both towers project to; transformers' default where the file names none. */
  public int projectionChannels() {
    return config.path("projection_dim").asInt(512);
  }

  /**
   * The configuration of its text tower, as that of a lone encoder with a projection. What the file
   * leaves out has transformers' CLIPTextConfig's value.
   */
  public JsonNode textConfig() {
    ObjectNode text = Json.newObject();
    text.put("hidden_size", 512).put("intermediate_size", 2048);
    text.put("num_hidden_layers", 12).put("num_attention_heads", 8);
    if (config.path("text_config") instanceof ObjectNode own) {
      text.setAll(own);
    }
    text.putArray("architectures").add("CLIPTextModelWithProjection");
    return text.put("projection_dim", projectionChannels());
  }

  /** How images are prepared for it; an empty object where the folder leaves that to CLIP. */
  public JsonNode preprocessing() {
    return folder
        .text(PREPROCESSING)
        .map(text -> Json.object(folder.describe(PREPROCESSING), text))
        .orElseGet(Json::newObject);
  }

  /** The text of another file, empty when there is none. */
  public Optional<String> text(String name) {
    return folder.text(name);
  }

  /** The weights of its text tower. The caller closes the source. */
  public TensorSource textWeights() {
    return weights(name -> name.startsWith("text_"));
  }

  /** The weights of its image tower. The caller closes the source. */
  public TensorSource imageWeights() {
    return weights(name -> name.matches("(vision|visual)_.*"));
  }

  /** What belongs to neither tower. The caller closes the source. */
  public TensorSource otherWeights() {
    return weights(name -> !name.matches("(text|vision|visual)_.*"));
  }

  /** Every file that is read of it: texts, and the weights that are chosen among. */
  public List<ModelFile> files() {
    List<ModelFile> files = new ArrayList<>(WeightFiles.choose(folder, "").files(folder));
    folder.names().stream()
        .filter(name -> name.matches(TEXTS))
        .map(folder::file)
        .filter(file -> !files.contains(file))
        .forEach(files::add);
    return files;
  }

  private TensorSource weights(Predicate<String> wanted) {
    TensorSource source = WeightFiles.choose(folder, "").open(folder);
    List<MappedTensors.View> views = new ArrayList<>();
    for (String name : source.names()) {
      String modern = name.replaceFirst("^vision_model\\.vision_model\\.", "vision_model.");
      if (wanted.test(modern) && !modern.endsWith(".position_ids")) {
        views.add(MappedTensors.View.renamed(source.info(name), modern));
      }
    }
    return MappedTensors.of(source, views);
  }
}
