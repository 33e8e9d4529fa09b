package io.latentmill.udf.weights;

import io.latentmill.udf.request.LatentmillException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The choice among the files that a component's folder on the hub may hold: the file without a
 * variant before one with, one file before shards, safetensors only.
 *
 * @param prefix of the component's folder, with a slash at its end; empty at the top
 * @param entry the safetensors file or the shards' index, relative to the model
 */
record WeightFiles(String prefix, String entry) {
  private static final List<String> STEMS = List.of("diffusion_pytorch_model", "model");
  private static final List<String> VARIANTS =
      List.of("fp32", "fp16", "bf16", "non_ema", "ema", "fp8");
  private static final String INDEX = ".index.json";

  /**
   * Chooses.
   *
   * @throws LatentmillException (model) when there is nothing that can be read, naming the pickled
   *     file if there is one
   */
  static WeightFiles choose(StoredFolder folder, String prefix) {
    return names()
        .filter(name -> folder.has(prefix + name))
        .findFirst()
        .map(name -> new WeightFiles(prefix, prefix + name))
        .orElseThrow(() -> nothing(folder, prefix));
  }

  /** All names that are understood, in the order of preference. */
  private static Stream<String> names() {
    List<String> names = new ArrayList<>();
    STEMS.forEach(stem -> names.add(stem + ".safetensors"));
    STEMS.forEach(stem -> names.add(stem + ".safetensors" + INDEX));
    for (String variant : VARIANTS) {
      for (String stem : STEMS) {
        names.add(stem + "." + variant + ".safetensors");
        names.add(stem + "." + variant + ".safetensors" + INDEX);
        names.add(stem + ".safetensors.index." + variant + ".json");
      }
    }
    return names.stream();
  }

  private static LatentmillException nothing(StoredFolder folder, String prefix) {
    return Pickles.refusal(folder, prefix)
        .orElseGet(
            () ->
                LatentmillException.model(
                    "Cannot find weights in %s: there is neither %sdiffusion_pytorch_model"
                        + ".safetensors nor %<smodel.safetensors, nor a variant or an index of them",
                    folder, prefix));
  }

  private boolean isIndex() {
    return entry.endsWith(".json");
  }

  /** Every file that belongs to the choice. */
  List<ModelFile> files(StoredFolder folder) {
    List<ModelFile> files = new ArrayList<>(List.of(folder.file(entry)));
    if (isIndex()) {
      ShardedTensors.shardNames(folder.describe(entry), folder.json(entry)).stream()
          .map(shard -> folder.file(sibling(entry, shard)))
          .forEach(files::add);
    }
    return files;
  }

  /** The tensors, by the names the files give them. The caller closes the source. */
  TensorSource open(StoredFolder folder) {
    return isIndex() ? ShardedTensors.open(folder, entry) : folder.tensors(entry);
  }

  /** The relative path of a file beside another. */
  static String sibling(String relativePath, String name) {
    return relativePath.substring(0, relativePath.lastIndexOf('/') + 1) + name;
  }
}
