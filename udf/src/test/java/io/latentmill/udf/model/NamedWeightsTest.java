package io.latentmill.udf.model;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.latentmill.udf.GoldenTensors;
import io.latentmill.udf.torch.ScriptModule;
import io.latentmill.udf.torch.Torch;
import io.latentmill.udf.weights.Checkpoint;
import io.latentmill.udf.weights.Component;
import io.latentmill.udf.weights.TensorSource;
import io.latentmill.udf.weights.lora.LoraDelta;
import io.latentmill.udf.weights.lora.LoraFile;
import io.latentmill.udf.weights.lora.LoraTargets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;

class NamedWeightsTest {
  private static final Configuration CONFIGURATION = new Configuration(false);
  private static final String QKV =
      "down_blocks.0.attentions.0.transformer_blocks.0.attn1.to_qkv.weight";

  private final Checkpoint checkpoint =
      Checkpoint.open(reference("checkpoints/tiny-sd1"), Optional.empty(), CONFIGURATION);

  private static Path reference(String name) {
    return new Path(GoldenTensors.folder().resolve(name).toUri());
  }

  /** What attention computes with is the fused weight; the LoRA names its parts. */
  @Test
  void changesTheFusedWeightsAndRestoresThemBitForBit() {
    Torch.configure();
    UnetConfig config = UnetConfig.of("unet", checkpoint.config(Component.UNET));
    try (TensorSource source = checkpoint.weights(Component.UNET);
        ScriptModule module =
            Network.load(
                Scripts.archive("Unet", "unet.py", config.attributes()),
                UnetLayout.unet(config),
                source,
                Placement.customary(Device.cpu()));
        NamedWeights weights = new NamedWeights(module);
        NDManager manager = NDManager.newBaseManager(Device.cpu(), Torch.ENGINE)) {
      Map<String, float[]> before = all(module, manager, source);
      merge(weights, "pipelines/adapters/lora-peft.safetensors");
      Map<String, float[]> merged = all(module, manager, source);
      assertThat(merged.get(QKV)).isNotEqualTo(before.get(QKV));
      weights.restore();
      Map<String, float[]> after = all(module, manager, source);
      before.forEach((name, values) -> assertThat(after.get(name)).as(name).isEqualTo(values));
    }
  }

  /** On the CPU convolutions keep their weights packed from the first call on. */
  @Test
  void changesPackedConvolutionsAndRestoresThemBitForBit() {
    Torch.configure();
    UnetConfig config = UnetConfig.of("unet", checkpoint.config(Component.UNET));
    try (TensorSource source = checkpoint.weights(Component.UNET);
        Unet unet = Unet.load(config, source, Placement.customary(Device.cpu()));
        NamedWeights weights = unet.weights();
        NDManager manager = NDManager.newBaseManager(Device.cpu(), Torch.ENGINE)) {
      float[] conv = unet.weight(manager, "conv_in.weight").toFloatArray();
      float[] before = predict(unet, manager, 8);
      assertThat(unet.weight(manager, "conv_in.weight").toFloatArray()).isEqualTo(conv);
      merge(weights, "field/adapters/field-lycoris-conv.safetensors");
      assertThat(predict(unet, manager, 8)).isNotEqualTo(before);
      weights.restore();
      predict(unet, manager, 16);
      assertThat(predict(unet, manager, 8)).isEqualTo(before);
    }
  }

  private static float[] predict(Unet unet, NDManager manager, int side) {
    NDArray sample = manager.linspace(-1, 1, 4 * side * side).reshape(1, 4, side, side);
    NDArray hidden = manager.ones(new Shape(1, 77, unet.config().crossAttentionChannels()));
    NDList context = unet.context(manager, hidden, manager.create(new long[] {0}));
    NDArray timestep = manager.create(new float[] {501});
    NDArray time = unet.time(manager, timestep, new NDList(), new NDList());
    return unet.forward(manager, sample, time, context, new NDList(), new NDList()).toFloatArray();
  }

  private void merge(NamedWeights weights, String name) {
    Path file = reference(name);
    try (LoraFile lora = LoraFile.open(file, LoraTargets.of(checkpoint), CONFIGURATION)) {
      for (LoraDelta delta : lora.deltas()) {
        if (delta.component() == Component.UNET) {
          weights.merge(delta, lora.tensors(), delta.scale());
        }
      }
    }
  }

  private static Map<String, float[]> all(
      ScriptModule module, NDManager manager, TensorSource source) {
    Map<String, float[]> values = new HashMap<>();
    values.put(QKV, read(module, manager, QKV));
    source.names().forEach(name -> values.put(name, read(module, manager, name)));
    return values;
  }

  private static float[] read(ScriptModule module, NDManager manager, String name) {
    try (NDArray weight = module.tensor(manager, "saved", name)) {
      return weight.toFloatArray();
    }
  }
}
