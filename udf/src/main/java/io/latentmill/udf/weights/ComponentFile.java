package io.latentmill.udf.weights;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;

/**
 * A network in one file.
 *
 * @param configFile {@code config.json} beside it, if there is one
 */
record ComponentFile(
    ModelFile file,
    Optional<ModelFile> configFile,
    LoneKind kind,
    JsonNode config,
    Configuration configuration)
    implements LoneNetwork {

  static ComponentFile open(ModelFile file, JsonNode otherwise, Configuration configuration) {
    try (SafetensorsFile tensors = SafetensorsFile.open(file.path(), configuration)) {
      LoneKind kind = LoneKind.of(tensors);
      StoredFolder folder = StoredFolder.list(file.path().getParent(), Set.of(), configuration);
      return folder.has(ComponentFolder.CONFIG)
          ? new ComponentFile(
              file,
              Optional.of(folder.file(ComponentFolder.CONFIG)),
              kind,
              folder.json(ComponentFolder.CONFIG),
              configuration)
          : new ComponentFile(file, Optional.empty(), kind, kind.config(otherwise), configuration);
    }
  }

  @Override
  public String describe() {
    return file.path().toString();
  }

  @Override
  public TensorSource weights() {
    SafetensorsFile tensors = SafetensorsFile.open(file.path(), configuration);
    try {
      return kind.tensors(tensors, config);
    } catch (RuntimeException e) {
      tensors.close();
      throw e;
    }
  }

  @Override
  public List<ModelFile> files() {
    List<ModelFile> files = new ArrayList<>(List.of(file));
    configFile.ifPresent(files::add);
    return files;
  }
}
