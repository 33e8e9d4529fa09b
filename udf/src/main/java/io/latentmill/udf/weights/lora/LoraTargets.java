package io.latentmill.udf.weights.lora;

import io.latentmill.udf.weights.Checkpoint;
import io.latentmill.udf.weights.Component;
import io.latentmill.udf.weights.NameTable;
import io.latentmill.udf.weights.TensorSource;
import io.latentmill.udf.weights.UnetNames;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The weights of a model that a LoRA can change, by all the names that LoRA files give them. Names
 * with underscores for dots cannot be told apart by rules; they are looked up among the model's own
 * names with dots made underscores. Made once per model; immutable.
 */
public final class LoraTargets {
  private static final String WEIGHT = ".weight";

  private final Map<Component, Map<String, long[]>> shapes;
  private final Map<Component, Map<String, String>> flatNames;

  private final NameTable latentDiffusion;

  private LoraTargets(
      Map<Component, Map<String, long[]>> shapes,
      Map<Component, Map<String, String>> flatNames,
      NameTable latentDiffusion) {
    this.shapes = shapes;
    this.flatNames = flatNames;
    this.latentDiffusion = latentDiffusion;
  }

  /** Reads the names and shapes of the U-Net's and the text encoders' weights. */
  public static LoraTargets of(Checkpoint checkpoint) {
    NameTable latentDiffusion = UnetNames.unet(checkpoint.config(Component.UNET));
    Map<Component, Map<String, long[]>> shapes = new EnumMap<>(Component.class);
    Map<Component, Map<String, String>> flatNames = new EnumMap<>(Component.class);
    for (Component component : Component.values()) {
      if (component.hasWeights() && component != Component.VAE && checkpoint.has(component)) {
        shapes.put(component, shapes(checkpoint, component));
        flatNames.put(component, flatNames(latentDiffusion, component, shapes.get(component)));
      }
    }
    return new LoraTargets(shapes, flatNames, latentDiffusion);
  }

  private static Map<String, long[]> shapes(Checkpoint checkpoint, Component component) {
    Map<String, long[]> shapes = new HashMap<>();
    try (TensorSource weights = checkpoint.weights(component)) {
      for (String name : weights.names()) {
        shapes.put(name, weights.info(name).shape());
      }
    }
    return shapes;
  }

  /** Trainers of SDXL name the U-Net's modules by latent diffusion's block numbers. */
  private static Map<String, String> flatNames(
      NameTable latentDiffusion, Component component, Map<String, long[]> shapes) {
    Map<String, String> flatNames = new HashMap<>();
    List<String> weights = shapes.keySet().stream().filter(name -> name.endsWith(WEIGHT)).toList();
    weights.forEach(name -> flatNames.put(flat(name), name));
    if (component == Component.UNET) {
      weights.forEach(
          name ->
              latentDiffusion
                  .origins(name)
                  .forEach(origin -> flatNames.putIfAbsent(flat(origin), name)));
    }
    return flatNames;
  }

  private static String flat(String weight) {
    return weight.substring(0, weight.length() - WEIGHT.length()).replace('.', '_');
  }

  /** The weight of a module named with dots, in diffusers' way or latent diffusion's. */
  Optional<String> ofModule(Component component, String module) {
    Optional<String> own = Optional.of(module + WEIGHT).filter(shapes(component)::containsKey);
    return own.isPresent() || component != Component.UNET
        ? own
        : latentDiffusion.translate(module + WEIGHT).filter(shapes(component)::containsKey);
  }

  /** The weight of a module named with underscores. */
  Optional<String> ofFlatName(Component component, String module) {
    return Optional.ofNullable(flatNames.getOrDefault(component, Map.of()).get(module));
  }

  /** The bias that stands beside a weight. */
  static String bias(String weight) {
    return weight.substring(0, weight.length() - WEIGHT.length()) + ".bias";
  }

  /** The shape of a weight or a bias; empty when the model has none of that name. */
  Optional<long[]> shape(Component component, String name) {
    return Optional.ofNullable(shapes(component).get(name));
  }

  private Map<String, long[]> shapes(Component component) {
    return shapes.getOrDefault(component, Map.of());
  }
}
