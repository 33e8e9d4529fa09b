package io.latentmill.udf.weights.lora;

import io.latentmill.udf.weights.Checkpoint;
import io.latentmill.udf.weights.Component;
import io.latentmill.udf.weights.NameTable;
import io.latentmill.udf.weights.TensorSource;
import io.latentmill.udf.weights.UnetNames;
import java.util.EnumMap;
import java.util.HashMap;
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

  private LoraTargets(
      Map<Component, Map<String, long[]>> shapes, Map<Component, Map<String, String>> flatNames) {
    this.shapes = shapes;
    this.flatNames = flatNames;
  }

  /** Reads the names and shapes of the U-Net's and the text encoders' weights. */
  public static LoraTargets of(Checkpoint checkpoint) {
    Map<Component, Map<String, long[]>> shapes = new EnumMap<>(Component.class);
    Map<Component, Map<String, String>> flatNames = new EnumMap<>(Component.class);
    for (Component component : Component.values()) {
      if (component.hasWeights() && component != Component.VAE && checkpoint.has(component)) {
        shapes.put(component, shapes(checkpoint, component));
        flatNames.put(component, flatNames(checkpoint, component, shapes.get(component)));
      }
    }
    return new LoraTargets(shapes, flatNames);
  }

  private static Map<String, long[]> shapes(Checkpoint checkpoint, Component component) {
    Map<String, long[]> shapes = new HashMap<>();
    try (TensorSource weights = checkpoint.weights(component)) {
      for (String name : weights.names()) {
        if (name.endsWith(WEIGHT) && weights.info(name).shape().length >= 2) {
          shapes.put(name, weights.info(name).shape());
        }
      }
    }
    return shapes;
  }

  /** Trainers of SDXL name the U-Net's modules by latent diffusion's block numbers. */
  private static Map<String, String> flatNames(
      Checkpoint checkpoint, Component component, Map<String, long[]> shapes) {
    Map<String, String> flatNames = new HashMap<>();
    shapes.keySet().forEach(name -> flatNames.put(flat(name), name));
    if (component == Component.UNET) {
      NameTable latentDiffusion = UnetNames.unet(checkpoint.config(component));
      shapes
          .keySet()
          .forEach(
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

  /** The weight of a module named with dots. */
  Optional<String> ofModule(Component component, String module) {
    return Optional.of(module + WEIGHT).filter(shapes(component)::containsKey);
  }

  /** The weight of a module named with underscores. */
  Optional<String> ofFlatName(Component component, String module) {
    return Optional.ofNullable(flatNames.getOrDefault(component, Map.of()).get(module));
  }

  long[] shape(Component component, String weight) {
    return shapes(component).get(weight);
  }

  private Map<String, long[]> shapes(Component component) {
    return shapes.getOrDefault(component, Map.of());
  }
}
