package io.latentmill.udf.weights.lora;

import com.fasterxml.jackson.databind.JsonNode;
import io.latentmill.udf.request.LatentmillException;
import io.latentmill.udf.weights.AdapterPath;
import io.latentmill.udf.weights.EmbeddingFile;
import io.latentmill.udf.weights.SafetensorsFile;
import io.latentmill.udf.weights.TensorSource;
import io.latentmill.udf.weights.lora.LoraKey.Role;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * A LoRA, or one of its kin, in a safetensors file, matched with the model it changes. Its tensors
 * are read one by one, so that merging takes little memory. Whoever opened it closes it.
 */
public final class LoraFile implements AutoCloseable {
  private static final int NAMED_KEYS = 5;

  private final SafetensorsFile tensors;
  private final List<LoraDelta> deltas;

  private LoraFile(SafetensorsFile tensors, List<LoraDelta> deltas) {
    this.tensors = tensors;
    this.deltas = deltas;
  }

  /**
   * Opens a file and finds the weight that each of its tensors changes.
   *
   * @param path a file, or a folder as PEFT and diffusers write it
   * @throws LatentmillException (model) naming the keys that match nothing in the model, and what
   *     is missing or misshapen
   */
  public static LoraFile open(Path path, LoraTargets targets, Configuration configuration) {
    AdapterPath found = AdapterPath.of(path, configuration);
    SafetensorsFile tensors = SafetensorsFile.open(found.file(), configuration);
    try {
      return new LoraFile(tensors, deltas(tensors, targets, found.config()));
    } catch (RuntimeException e) {
      tensors.close();
      throw e;
    }
  }

  /** Every change, one for a weight, in the order of the file. */
  public List<LoraDelta> deltas() {
    return deltas;
  }

  /** Whether all that it does can differ between the rows of a batch. */
  public boolean actsByRow() {
    return embeddings().isEmpty() && deltas.stream().allMatch(LoraDelta::actsByRow);
  }

  /** The words that the file brings along, each with the vectors that stand for it. */
  public Map<String, EmbeddingFile> embeddings() {
    return BundledEmbeddings.of(tensors);
  }

  /** What the deltas' tensors are read from. */
  public TensorSource tensors() {
    return tensors;
  }

  @Override
  public void close() {
    tensors.close();
  }

  private static List<LoraDelta> deltas(
      SafetensorsFile tensors, LoraTargets targets, Optional<JsonNode> config) {
    Map<String, Map<Role, String>> modules = new LinkedHashMap<>();
    Map<String, ModuleName> found = new HashMap<>();
    List<String> unknown = new ArrayList<>();
    for (String name : tensors.names()) {
      if (BundledEmbeddings.isOne(name)) {
        continue;
      }
      Optional<LoraKey> key = LoraKey.of(name);
      Optional<ModuleName> target = key.flatMap(it -> ModuleName.of(it.module(), targets));
      if (target.isEmpty()) {
        unknown.add(name);
      } else {
        String module = key.get().module();
        found.put(module, target.get());
        modules.computeIfAbsent(module, m -> new EnumMap<>(Role.class)).put(key.get().role(), name);
      }
    }
    refuseUnknown(tensors, unknown);
    LoraAlphas alphas = LoraAlphas.of(tensors, config);
    Map<String, LoraDelta> byTarget = new LinkedHashMap<>();
    modules.forEach(
        (module, roles) ->
            new LoraModule(tensors, module, roles)
                .deltas(found.get(module), targets, alphas)
                .forEach(delta -> put(tensors, byTarget, delta)));
    return List.copyOf(byTarget.values());
  }

  private static void put(
      SafetensorsFile tensors, Map<String, LoraDelta> byTarget, LoraDelta delta) {
    if (byTarget.put(delta.component() + " " + delta.target(), delta) != null) {
      throw LatentmillException.model(
          "Cannot use LoRA %s: it changes %s of the %s twice",
          tensors.describe(), delta.target(), delta.component().folder());
    }
  }

  private static void refuseUnknown(SafetensorsFile tensors, List<String> unknown) {
    if (unknown.isEmpty()) {
      return;
    }
    ForeignAdapter.refuse(tensors.describe(), unknown);
    int more = unknown.size() - NAMED_KEYS;
    throw LatentmillException.model(
        "Cannot use LoRA %s: the model has nothing that %s%s would change",
        tensors.describe(),
        String.join(", ", unknown.subList(0, Math.min(NAMED_KEYS, unknown.size()))),
        more > 0 ? " and " + more + " more" : "");
  }
}
