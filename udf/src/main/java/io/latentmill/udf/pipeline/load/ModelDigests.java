package io.latentmill.udf.pipeline.load;

import io.latentmill.udf.weights.Checkpoint;
import io.latentmill.udf.weights.Component;
import io.latentmill.udf.weights.FileDigest;
import io.latentmill.udf.weights.LoneNetwork;
import io.latentmill.udf.weights.ModelFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** The digests of all files that a pipeline is read from: they are what identifies a model. */
public final class ModelDigests {
  /** Where the files of a VAE that is not the checkpoint's own stand among the others. */
  private static final String OTHER_VAE = "other-vae/";

  /** Where those of a refiner stand. */
  private static final String REFINER = "refiner/";

  private ModelDigests() {}

  /** Reads every file once. */
  public static List<FileDigest> of(
      PipelineSpec spec, Checkpoint checkpoint, Configuration configuration) {
    List<ModelFile> files = new ArrayList<>(checkpoint.files());
    spec.vaePath()
        .map(
            path ->
                LoneNetwork.open(new Path(path), checkpoint.config(Component.VAE), configuration))
        .ifPresent(vae -> vae.files().forEach(file -> files.add(below(OTHER_VAE, file))));
    spec.refinerSpec()
        .map(it -> Checkpoint.open(new Path(it.modelPath()), Optional.empty(), configuration))
        .ifPresent(it -> it.files().forEach(file -> files.add(below(REFINER, file))));
    return FileDigest.of(files, configuration);
  }

  private static ModelFile below(String folder, ModelFile file) {
    return new ModelFile(folder + file.name(), file.path(), file.bytes(), file.modifiedMillis());
  }
}
