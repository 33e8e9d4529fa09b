package io.latentmill.udf.training.part;

import io.latentmill.udf.model.Slots;
import io.latentmill.udf.torch.SeededNoise;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The matrices of a LoRA (Hu et al. 2021) beside a network's weights: for W [out, in] there are B
 * [out, r] and A [r, in], and the layer answers W x + scale B A x. A convolution's A is the
 * convolution to r channels, its B one of 1x1 pixels.
 */
final class LowRank {
  static final String DOWN = ".lora_A.weight";
  static final String UP = ".lora_B.weight";
  private static final String WEIGHT = ".weight";

  private LowRank() {}

  /** The matrices for all modules whose names have one of the endings. */
  static Slots of(Slots network, List<String> endings, int rank) {
    Map<String, long[]> shapes = new LinkedHashMap<>();
    network
        .shapes()
        .forEach(
            (name, shape) -> {
              if (shape.length >= 2 && name.endsWith(WEIGHT)) {
                String module = name.substring(0, name.length() - WEIGHT.length());
                if (endings.stream().anyMatch(ending -> isModule(module, ending))) {
                  shapes.put(module + DOWN, down(shape, rank));
                  shapes.put(module + UP, up(shape, rank));
                }
              }
            });
    return new Slots(shapes);
  }

  private static boolean isModule(String module, String ending) {
    return module.equals(ending) || module.endsWith("." + ending);
  }

  private static long[] down(long[] weight, int rank) {
    long[] shape = weight.clone();
    shape[0] = rank;
    return shape;
  }

  private static long[] up(long[] weight, int rank) {
    return weight.length == 2 ? new long[] {weight[0], rank} : new long[] {weight[0], rank, 1, 1};
  }

  /** A is normal with deviation 1 / r, B is zero: training starts from the network as it is. */
  static float[] initial(Slots slots, int rank, long seed) {
    float[] values = new float[Math.toIntExact(slots.size())];
    SeededNoise noise = new SeededNoise(seed);
    int start = 0;
    for (String name : slots.shapes().keySet()) {
      int size = Math.toIntExact(slots.size(name));
      if (name.endsWith(DOWN)) {
        float[] normals = noise.normals(size);
        for (int i = 0; i < size; i++) {
          values[start + i] = normals[i] / rank;
        }
      }
      start += size;
    }
    return values;
  }
}
