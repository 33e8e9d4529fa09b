package io.latentmill.udf.weights;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

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
      Optional<ModelFile> beside =
          StoredFolder.fileIfThere(
              new Path(file.path().getParent(), ComponentFolder.CONFIG), configuration);
      JsonNode config =
          beside
              .map(path -> StoredFolder.list(path.path().getParent(), Set.of(), configuration))
              .map(folder -> folder.json(ComponentFolder.CONFIG))
              .orElseGet(() -> kind.config(tensors, file.path().getName(), otherwise));
      return new ComponentFile(file, beside, kind, config, configuration);
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
