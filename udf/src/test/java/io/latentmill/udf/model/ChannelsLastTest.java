package io.latentmill.udf.model;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.latentmill.udf.GoldenTensors;
import io.latentmill.udf.torch.ComputeType;
import io.latentmill.udf.torch.ScriptArchive;
import io.latentmill.udf.torch.ScriptModule;
import io.latentmill.udf.torch.Torch;
import io.latentmill.udf.weights.SafetensorsFile;
import io.latentmill.udf.weights.TensorSource;
import java.nio.file.Path;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The texts that a GPU gets, run on the CPU. */
class ChannelsLastTest {
  private static final Path GOLDENS = GoldenTensors.folder();
  private static final Placement GPU = new Placement(Device.gpu(), ComputeType.FLOAT32);

  private static final String NORM =
      """
      class Norm(Module):
        __parameters__ = []
        __buffers__ = []
        training : bool
        w : Dict[str, Tensor]

        def ours(self, x: Tensor, weight: Tensor, bias: Tensor, dtype: int) -> Tensor:
          return __torch__.layout.group_norm(x.to(dtype), 4, weight.to(dtype), bias.to(dtype), 1e-5).to(6).contiguous()

        def torchs(self, x: Tensor, weight: Tensor, bias: Tensor, dtype: int) -> Tensor:
          return torch.group_norm(x.to(dtype).to(6), 4, weight.to(dtype).to(6), bias.to(dtype).to(6), 1e-5)
      """;

  @BeforeAll
  static void engine() {
    Torch.configure();
  }

  @Test
  void predictsWhatDiffusersPredicts() throws Exception {
    Path folder = GOLDENS.resolve("checkpoints/tiny-sd1/unet");
    UnetConfig config =
        UnetConfig.of("unet", new ObjectMapper().readTree(folder.resolve("config.json").toFile()));
    ScriptArchive archive = Scripts.placed(Unet.archive(config), GPU);
    try (TensorSource weights = open(folder.resolve("diffusion_pytorch_model.safetensors"));
        TensorSource golden = open(GOLDENS.resolve("pipelines/sd1-pndm.safetensors"));
        ScriptModule unet = ScriptModule.load(archive, Device.cpu());
        NDManager manager = NDManager.newBaseManager(Device.cpu(), Torch.ENGINE)) {
      for (String name : weights.names()) {
        Network.put(unet, name, read(manager, weights, name), GPU.type());
      }
      Network.prepare(unet);
      NDArray timestep =
          read(manager, golden, "timestep").toType(DataType.FLOAT32, false).reshape(1);
      NDArray hidden = read(manager, golden, "encoder_hidden_states");
      NDList context = unet.tensors(manager, "context", hidden, manager.create(new long[] {0, 1}));
      NDArray time = unet.tensor(manager, "time", timestep, new NDList(), new NDList());
      NDArray sample = read(manager, golden, "unet_sample");
      NDList none = new NDList();
      NDArray output = unet.tensor(manager, "forward", sample, time, context, none, none);
      NDArray expected = read(manager, golden, "unet_output");
      assertThat(output.sub(expected).abs().max().getFloat()).isLessThan(1e-4f);
    }
  }

  /** Large maps take sums of our own: far from zero, where they could cancel, and wide. */
  @ParameterizedTest
  @EnumSource(
      value = ComputeType.class,
      names = {"FLOAT32", "BFLOAT16"})
  void normalisesLargeMapsAsTorchDoes(ComputeType type) {
    ScriptArchive archive =
        new ScriptArchive("Norm", NORM, Map.of(), Map.of("training", false, "w", Map.of()));
    try (ScriptModule norm = ScriptModule.load(Scripts.placed(archive, GPU), Device.cpu());
        NDManager manager = NDManager.newBaseManager(Device.cpu(), Torch.ENGINE)) {
      NDArray x = manager.randomNormal(new Shape(2, 64, 256, 128)).mul(300).add(200);
      NDArray weight = manager.randomUniform(0.5f, 1.5f, new Shape(64));
      NDArray bias = manager.randomUniform(-1, 1, new Shape(64));
      NDArray ours = norm.tensor(manager, "ours", x, weight, bias, type.scalarType());
      NDArray torchs = norm.tensor(manager, "torchs", x, weight, bias, type.scalarType());
      float tolerance = type == ComputeType.FLOAT32 ? 1e-4f : 5e-2f;
      assertThat(ours.sub(torchs).abs().max().getFloat()).isLessThan(tolerance);
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
