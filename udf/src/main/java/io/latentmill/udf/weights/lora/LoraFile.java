package io.latentmill.udf.weights.lora;

import io.latentmill.udf.request.LatentmillException;
import io.latentmill.udf.weights.SafetensorsFile;
import io.latentmill.udf.weights.TensorSource;
import io.latentmill.udf.weights.lora.LoraKey.Role;
import io.latentmill.udf.weights.lora.LoraKey.Target;
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
 * A LoRA in a safetensors file (Hu et al. 2021), matched with the model it changes. Its tensors are
 * read one by one, so that merging takes little memory. Whoever opened it closes it.
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
   * @throws LatentmillException (model) naming the keys that match nothing in the model, and what
   *     is missing or misshapen
   */
  public static LoraFile open(Path path, LoraTargets targets, Configuration configuration) {
    SafetensorsFile tensors = SafetensorsFile.open(path, configuration);
    try {
      return new LoraFile(tensors, deltas(tensors, targets));
    } catch (RuntimeException e) {
      tensors.close();
      throw e;
    }
  }

  /** Every change, one for a weight, in the order of the file. */
  public List<LoraDelta> deltas() {
    return deltas;
  }

  /** What the deltas' tensors are read from. */
  public TensorSource tensors() {
    return tensors;
  }

  @Override
  public void close() {
    tensors.close();
  }

  private static List<LoraDelta> deltas(SafetensorsFile tensors, LoraTargets targets) {
    Map<String, Map<Role, String>> modules = new LinkedHashMap<>();
    Map<String, Target> found = new HashMap<>();
    List<String> unknown = new ArrayList<>();
    for (String name : tensors.names()) {
      Optional<LoraKey> key = LoraKey.of(name);
      Optional<Target> target = key.flatMap(k -> k.target(targets));
      if (target.isEmpty()) {
        unknown.add(name);
      } else {
        String module = key.get().module();
        found.put(module, target.get());
        modules.computeIfAbsent(module, m -> new EnumMap<>(Role.class)).put(key.get().role(), name);
      }
    }
    refuseUnknown(tensors, unknown);
    LoraAlphas alphas = LoraAlphas.of(tensors);
    Map<String, LoraDelta> byTarget = new LinkedHashMap<>();
    modules.forEach(
        (module, roles) -> {
          LoraDelta delta =
              new LoraModule(tensors, module, roles).delta(found.get(module), targets, alphas);
          if (byTarget.put(delta.component() + " " + delta.target(), delta) != null) {
            throw LatentmillException.model(
                "Cannot use LoRA %s: it changes %s of the %s twice",
                tensors.describe(), delta.target(), delta.component().folder());
          }
        });
    return List.copyOf(byTarget.values());
  }

  private static void refuseUnknown(SafetensorsFile tensors, List<String> unknown) {
    if (unknown.isEmpty()) {
      return;
    }
    int more = unknown.size() - NAMED_KEYS;
    throw LatentmillException.model(
        "Cannot use LoRA %s: the model has nothing that %s%s would change",
        tensors.describe(),
        String.join(", ", unknown.subList(0, Math.min(NAMED_KEYS, unknown.size()))),
        more > 0 ? " and " + more + " more" : "");
  }
}
