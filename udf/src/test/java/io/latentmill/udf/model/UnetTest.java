package io.latentmill.udf.model;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.latentmill.udf.GoldenTensors;
import io.latentmill.udf.weights.SafetensorsFile;
import io.latentmill.udf.weights.TensorSource;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;

class UnetTest {
  private static final Path GOLDENS = GoldenTensors.folder();

  @Test
  void predictsWhatDiffusersPredicts() throws Exception {
    Path folder = GOLDENS.resolve("checkpoints/tiny-sd1/unet");
    UnetConfig config =
        UnetConfig.of("unet", new ObjectMapper().readTree(folder.resolve("config.json").toFile()));
    try (TensorSource weights = open(folder.resolve("diffusion_pytorch_model.safetensors"));
        TensorSource golden = open(GOLDENS.resolve("pipelines/sd1-pndm.safetensors"));
        Unet unet = Unet.load(config, weights, Placement.customary(Device.cpu()));
        NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      NDArray sample = read(manager, golden, "unet_sample");
      NDArray timestep =
          read(manager, golden, "timestep").toType(DataType.FLOAT32, false).reshape(1);
      NDArray hidden = read(manager, golden, "encoder_hidden_states");
      NDList context = unet.context(manager, hidden, manager.create(new long[] {0, 1}));
      NDArray time = unet.time(manager, timestep, new NDList(), new NDList());
      NDArray expected = read(manager, golden, "unet_output");
      for (NDArray input : new NDArray[] {sample, sample.get("0:1")}) {
        NDArray output = unet.forward(manager, input, time, context, new NDList(), new NDList());
        assertThat(output.sub(expected).abs().max().getFloat()).isLessThan(1e-4f);
      }
    }
  }

  private static TensorSource open(Path path) {
    return SafetensorsFile.open(
        new org.apache.hadoop.fs.Path(path.toUri()), new Configuration(false));
  }

  private static NDArray read(NDManager manager, TensorSource source, String name) {
    return Tensors.of(manager, source.info(name), source.read(name));
  }
}
