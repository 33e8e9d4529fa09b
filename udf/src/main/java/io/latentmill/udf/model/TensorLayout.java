package io.latentmill.udf.model;

import io.latentmill.udf.request.LatentmillException;
import io.latentmill.udf.weights.TensorInfo;
import io.latentmill.udf.weights.TensorSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The names and shapes of the tensors a network's configuration asks for. A checkpoint is held
 * against it before anything is generated, so that what is wrong with it is named at once and
 * whole.
 */
final class TensorLayout {
  private static final int LISTED = 8;

  private final Map<String, long[]> shapes = new LinkedHashMap<>();

  /** Adds one tensor. */
  TensorLayout tensor(String name, long... shape) {
    shapes.put(name, shape);
    return this;
  }

  /** Adds a square convolution with bias. */
  TensorLayout conv(String name, int in, int out, int kernel) {
    return tensor(name + ".weight", out, in, kernel, kernel).tensor(name + ".bias", out);
  }

  /** Adds a linear layer with bias. */
  TensorLayout linear(String name, int in, int out) {
    return tensor(name + ".weight", out, in).tensor(name + ".bias", out);
  }

  /** Adds a normalisation with scale and shift. */
  TensorLayout norm(String name, int channels) {
    return tensor(name + ".weight", channels).tensor(name + ".bias", channels);
  }

  /** Adds a transformer layer of CLIP. */
  TensorLayout clipLayer(String name, int channels, int innerChannels) {
    norm(name + ".layer_norm1", channels);
    for (String part : List.of("q_proj", "k_proj", "v_proj", "out_proj")) {
      linear(name + ".self_attn." + part, channels, channels);
    }
    norm(name + ".layer_norm2", channels);
    return linear(name + ".mlp.fc1", channels, innerChannels)
        .linear(name + ".mlp.fc2", innerChannels, channels);
  }

  Set<String> names() {
    return shapes.keySet();
  }

  /** All of them, to be trained. */
  Slots slots() {
    return new Slots(shapes);
  }

  long[] shape(String name) {
    return shapes.get(name);
  }

  /**
   * Holds a checkpoint's tensors against the layout.
   *
   * @throws LatentmillException (model) naming the file and the missing, misshapen or surplus
   *     tensors
   */
  void check(TensorSource weights) {
    List<String> faults = new ArrayList<>();
    for (Map.Entry<String, long[]> entry : shapes.entrySet()) {
      if (!weights.has(entry.getKey())) {
        faults.add("missing " + entry.getKey());
      } else {
        checkShape(weights.info(entry.getKey()), entry.getValue(), faults);
      }
    }
    for (String name : weights.names()) {
      if (!shapes.containsKey(name)) {
        faults.add("not part of the network: " + name);
      }
    }
    if (!faults.isEmpty()) {
      String more = faults.size() > LISTED ? ", and " + (faults.size() - LISTED) + " more" : "";
      throw LatentmillException.model(
          "%s does not fit its configuration: %s%s",
          weights.describe(),
          String.join(", ", faults.subList(0, Math.min(LISTED, faults.size()))),
          more);
    }
  }

  private static void checkShape(TensorInfo info, long[] expected, List<String> faults) {
    if (!Arrays.equals(info.shape(), expected)) {
      faults.add(
          "%s is %s, expected %s"
              .formatted(info.name(), Arrays.toString(info.shape()), Arrays.toString(expected)));
    } else if (!info.dtype().isFloating()) {
      faults.add("%s is %s, expected a floating type".formatted(info.name(), info.dtype()));
    }
  }
}
