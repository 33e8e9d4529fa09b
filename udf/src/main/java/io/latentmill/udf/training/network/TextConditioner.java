package io.latentmill.udf.training.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.latentmill.udf.model.ClipText;
import io.latentmill.udf.model.ModelConfig;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Captions to what the U-Net takes, through all text encoders of a model.
 *
 * @param encoders not owned
 * @param flats what is trained of each encoder; an empty list for nothing
 * @param vectors trained words [K, C] of each encoder; an empty list for none
 */
public record TextConditioner(
    ModelConfig config, List<ClipText> encoders, NDList flats, NDList vectors) {
  /** Through encoders as they are. */
  public static TextConditioner frozen(ModelConfig config, List<ClipText> encoders) {
    return new TextConditioner(config, encoders, new NDList(), new NDList());
  }

  /**
   * Encodes a batch.
   *
   * @param ids [B, 77] int64 for each encoder; an id of the vocabulary's size and above stands for
   *     a trained word
   */
  public TextInput.Encoded encode(NDManager scope, NDList ids) {
    NDList hidden = new NDList();
    Optional<NDArray> pooled = Optional.empty();
    for (int i = 0; i < encoders.size(); i++) {
      ClipText encoder = encoders.get(i);
      NDList outputs = encoder.train(scope, inputs(scope, i, ids.get(i)));
      hidden.add(
          config.finalNorm() ? encoder.trainFinalNorm(scope, outputs.get(0)) : outputs.get(0));
      pooled = outputs.size() > 1 ? Optional.of(outputs.get(1)) : Optional.empty();
    }
    // DJL's concat of one array is a copy without gradients.
    NDArray whole = hidden.size() == 1 ? hidden.get(0) : NDArrays.concat(hidden, -1);
    return new TextInput.Encoded(whole, pooled);
  }

  private Map<String, NDArray> inputs(NDManager scope, int encoder, NDArray ids) {
    int width = encoders.get(encoder).config().channels();
    Map<String, NDArray> inputs = new HashMap<>();
    inputs.put("ids", ids);
    inputs.put("skip", scope.create((long) config.hiddenSkip()));
    inputs.put(
        "vectors", vectors.isEmpty() ? scope.zeros(new Shape(0, width)) : vectors.get(encoder));
    if (!flats.isEmpty()) {
      inputs.put("flat", flats.get(encoder));
    }
    return inputs;
  }
}
