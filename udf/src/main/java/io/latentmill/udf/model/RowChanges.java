package io.latentmill.udf.model;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.latentmill.udf.torch.ComputeType;
import io.latentmill.udf.torch.ScriptModule;
import io.latentmill.udf.torch.Torch;
import io.latentmill.udf.weights.Floats;
import io.latentmill.udf.weights.TensorSource;
import io.latentmill.udf.weights.lora.Factors;
import io.latentmill.udf.weights.lora.LoraDelta;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Changes of low rank that the rows of a batch have each of their own, gathered layer by layer. A
 * row's several changes of one layer stand side by side; what a row has less than another is zeros.
 */
public final class RowChanges {
  private static final String WEIGHT = ".weight";
  private static final String DOWN = ".lora_A.weight";
  private static final String UP = ".lora_B.weight";

  private final int rows;
  private final Map<String, List<Part>> layers = new TreeMap<>();

  /** One adapter's change of one layer, as one row has it. */
  private record Part(int row, double strength, int rank, float[] down, float[] up) {}

  /** Of a batch, vacancies included. */
  public RowChanges(int rows) {
    this.rows = rows;
  }

  /**
   * Adds an adapter's change of a weight.
   *
   * @param delta one that {@link LoraDelta#actsByRow acts by row}
   * @param tensors what its matrices are read from
   * @param strengths the whole factor that each of the rows has it with, by row
   */
  public void add(LoraDelta delta, TensorSource tensors, Map<Integer, Double> strengths) {
    Factors factors = delta.factors().get(0);
    float[] up = Floats.read(tensors, factors.left().name());
    float[] down = Floats.read(tensors, factors.right().orElseThrow().name());
    int rank = (int) factors.right().orElseThrow().shape()[0];
    String layer = delta.target().substring(0, delta.target().length() - WEIGHT.length());
    List<Part> parts = layers.computeIfAbsent(layer, key -> new ArrayList<>());
    strengths.forEach((row, strength) -> parts.add(new Part(row, strength, rank, down, up)));
  }

  /** Puts them into a network in place of those that were there. */
  void put(ScriptModule module, ComputeType type) {
    module.call("drop", DOWN);
    module.call("drop", UP);
    try (NDManager host = NDManager.newBaseManager(Device.cpu(), Torch.ENGINE)) {
      layers.forEach((layer, parts) -> put(module, type, host, layer, parts));
    }
    module.call("remake");
  }

  private void put(
      ScriptModule module, ComputeType type, NDManager host, String layer, List<Part> parts) {
    int[] ranks = new int[rows];
    parts.forEach(part -> ranks[part.row()] += part.rank());
    int rank = 0;
    for (int own : ranks) {
      rank = Math.max(rank, own);
    }
    int in = parts.get(0).down().length / parts.get(0).rank();
    int out = parts.get(0).up().length / parts.get(0).rank();
    float[] down = new float[rows * rank * in];
    float[] up = new float[rows * out * rank];
    int[] used = new int[rows];
    for (Part part : parts) {
      int from = used[part.row()];
      System.arraycopy(part.down(), 0, down, (part.row() * rank + from) * in, part.down().length);
      for (int i = 0; i < part.up().length; i++) {
        int output = part.row() * out + i / part.rank();
        up[output * rank + from + i % part.rank()] = (float) (part.strength() * part.up()[i]);
      }
      used[part.row()] += part.rank();
    }
    Network.put(module, layer + DOWN, host.create(down, new Shape(rows, rank, in)), type);
    Network.put(module, layer + UP, host.create(up, new Shape(rows, out, rank)), type);
  }
}
