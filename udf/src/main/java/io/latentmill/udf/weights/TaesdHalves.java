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
 * TAESD as its author publishes it: {@code taesd_encoder.safetensors} and {@code
 * taesd_decoder.safetensors} beside each other, whichever of them is named. A {@code config.json}
 * beside them counts, where there is one.
 */
record TaesdHalves(ModelFile encoder, ModelFile decoder, Configuration configuration)
    implements LoneNetwork {
  private static final String ENCODER = "encoder";
  private static final String DECODER = "decoder";

  /**
   * A file of one half; empty when it is something else.
   *
   * @throws LatentmillException (model) when the other half is not beside it
   */
  static Optional<TaesdHalves> of(ModelFile file, Configuration configuration) {
    try (SafetensorsFile tensors = SafetensorsFile.open(file.path(), configuration)) {
      if (tensors.has("1.weight") && tensors.has("3.conv.0.weight")) {
        ModelFile other = beside(file, DECODER, ENCODER, configuration);
        return Optional.of(new TaesdHalves(other, file, configuration));
      }
      if (tensors.has("0.weight") && tensors.has("1.conv.0.weight")) {
        ModelFile other = beside(file, ENCODER, DECODER, configuration);
        return Optional.of(new TaesdHalves(file, other, configuration));
      }
      return Optional.empty();
    }
  }

  /** The other half of a file that is one by its name; empty: it is none, or there is no other. */
  static Optional<ModelFile> beside(ModelFile file, Configuration configuration) {
    return file.path().getName().contains(DECODER)
        ? sibling(file, DECODER, ENCODER, configuration)
        : sibling(file, ENCODER, DECODER, configuration);
  }

  private static Optional<ModelFile> sibling(
      ModelFile file, String half, String other, Configuration configuration) {
    String name = file.path().getName().replace(half, other);
    return name.equals(file.path().getName())
        ? Optional.empty()
        : StoredFolder.fileIfThere(new Path(file.path().getParent(), name), configuration);
  }

  private static ModelFile beside(
      ModelFile file, String half, String other, Configuration configuration) {
    return sibling(file, half, other, configuration)
        .orElseThrow(
            () ->
                LatentmillException.model(
                    "Cannot use %s: it is TAESD's %s alone; put its %s beside it, the same name with"
                        + " %s for %s",
                    file.path(), half, other, other, half));
  }

  @Override
  public String describe() {
    return decoder.path().toString();
  }

  @Override
  public JsonNode config() {
    StoredFolder folder = StoredFolder.list(decoder.path().getParent(), Set.of(), configuration);
    return folder.has(ComponentFolder.CONFIG)
        ? folder.json(ComponentFolder.CONFIG)
        : new PublishedFolder("taesd").json(ComponentFolder.CONFIG);
  }

  @Override
  public TensorSource weights() {
    TensorSource first = half(decoder, true);
    try {
      return new JoinedTensors(first, half(encoder, false));
    } catch (RuntimeException e) {
      first.close();
      throw e;
    }
  }

  private TensorSource half(ModelFile file, boolean decodes) {
    SafetensorsFile tensors = SafetensorsFile.open(file.path(), configuration);
    return MappedTensors.of(tensors, TaesdNames.half(new LdmTensors(tensors, ""), decodes));
  }

  @Override
  public List<ModelFile> files() {
    List<ModelFile> files = new ArrayList<>(List.of(decoder, encoder));
    StoredFolder.fileIfThere(
            new Path(decoder.path().getParent(), ComponentFolder.CONFIG), configuration)
        .ifPresent(files::add);
    return files;
  }
}
