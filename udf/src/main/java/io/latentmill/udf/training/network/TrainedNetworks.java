package io.latentmill.udf.training.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.latentmill.udf.model.ControlNet;
import io.latentmill.udf.model.Unet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The networks with the values of what is trained. In gradient mode gradients flow back through all
 * of them to these values.
 *
 * @param unetFlat what is trained of the U-Net
 * @param control a ControlNet in training
 */
public record TrainedNetworks(
    TextConditioner text, Unet unet, Optional<NDArray> unetFlat, Optional<TrainedControl> control) {

  /** A ControlNet and the values of its tensors. */
  public record TrainedControl(ControlNet network, NDArray flat) {}

  /** The networks as they are. */
  public static TrainedNetworks frozen(TextConditioner text, Unet unet) {
    return new TrainedNetworks(text, unet, Optional.empty(), Optional.empty());
  }

  /**
   * The U-Net's answer to noisy latents, [B, 4, H/8, W/8] float32.
   *
   * @param noisy of the same shape
   */
  public NDArray predict(NDManager scope, NDArray noisy, Batch batch) {
    Map<String, NDArray> inputs = inputs(scope, noisy, batch);
    control.ifPresent(own -> addResiduals(scope, own, inputs, batch));
    unetFlat.ifPresent(flat -> inputs.put("flat", flat));
    return unet.train(scope, inputs);
  }

  private Map<String, NDArray> inputs(NDManager scope, NDArray noisy, Batch batch) {
    TextInput.Encoded encoded =
        batch.text() instanceof TextInput.TokenIds tokens
            ? text.encode(scope, tokens.ids())
            : (TextInput.Encoded) batch.text();
    Map<String, NDArray> inputs = new HashMap<>();
    inputs.put("sample", noisy);
    inputs.put("timesteps", scope.create(batch.timesteps()).toType(DataType.FLOAT32, false));
    inputs.put("hidden", encoded.hidden());
    batch
        .timeIds()
        .ifPresent(
            ids -> {
              inputs.put("pooled", encoded.pooled().orElseThrow());
              inputs.put("time_ids", ids);
            });
    return inputs;
  }

  private static void addResiduals(
      NDManager scope, TrainedControl control, Map<String, NDArray> inputs, Batch batch) {
    Map<String, NDArray> own = new HashMap<>(inputs);
    own.put("image", batch.hint().orElseThrow());
    own.put("flat", control.flat());
    NDList residuals = control.network().train(scope, own);
    for (int i = 0; i < residuals.size(); i++) {
      inputs.put("residual." + i, residuals.get(i));
    }
  }
}
