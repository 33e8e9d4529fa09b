package io.latentmill.udf.weights;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** A network's folder: {@code config.json} beside its weights. */
record ComponentFolder(StoredFolder folder, JsonNode config, WeightFiles choice)
    implements LoneNetwork {
  static final String CONFIG = "config.json";

  static ComponentFolder open(Path path, Configuration configuration) {
    StoredFolder folder = StoredFolder.list(path, Set.of(), configuration);
    return new ComponentFolder(folder, folder.json(CONFIG), WeightFiles.choose(folder, ""));
  }

  @Override
  public String describe() {
    return folder.toString();
  }

  @Override
  public TensorSource weights() {
    return ModernNames.of(choice.open(folder));
  }

  @Override
  public List<ModelFile> files() {
    List<ModelFile> files = new ArrayList<>(List.of(folder.file(CONFIG)));
    files.addAll(choice.files(folder));
    return files;
  }
}
