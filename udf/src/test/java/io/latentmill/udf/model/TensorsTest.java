package io.latentmill.udf.model;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.latentmill.udf.torch.ComputeType;
import io.latentmill.udf.torch.ScriptModule;
import io.latentmill.udf.torch.Torch;
import io.latentmill.udf.weights.DType;
import io.latentmill.udf.weights.TensorInfo;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

/** Numbers of a file, of whatever type, arrive in a network. */
class TensorsTest {
  private static final float[] VALUES = {1, -2, 0.15625f, 3.140625f};

  @Test
  void keepsTheValuesOfBfloat16() {
    // torch.tensor([1, -2, 0.15625, 3.140625], dtype=torch.bfloat16).view(torch.int16)
    ByteBuffer bytes = buffer(8);
    for (int half : new int[] {16256, -16384, 15904, 16457}) {
      bytes.putShort((short) half);
    }
    assertThat(stored(DType.BF16, bytes.flip())).containsExactly(VALUES);
  }

  @Test
  void keepsTheValuesOfFloat16AndFloat64() {
    // torch.tensor([1, -2, 0.15625, 3.140625], dtype=torch.float16).view(torch.int16)
    ByteBuffer halves = buffer(8);
    for (int half : new int[] {15360, -16384, 12544, 16968}) {
      halves.putShort((short) half);
    }
    ByteBuffer doubles = buffer(32);
    for (float value : VALUES) {
      doubles.putDouble(value);
    }
    assertThat(stored(DType.F16, halves.flip())).containsExactly(VALUES);
    assertThat(stored(DType.F64, doubles.flip())).containsExactly(VALUES);
  }

  /** What a network keeps of a tensor, in float32. */
  private static float[] stored(DType dtype, ByteBuffer bytes) {
    Torch.configure();
    TensorInfo info = new TensorInfo("a.weight", dtype, new long[] {2, 2});
    Placement placement = new Placement(Device.cpu(), ComputeType.FLOAT32);
    ClipTextConfig config = new ClipTextConfig(1, 1, 1, 1, 1, 1, 0, "gelu", 1e-5, 2);
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), Torch.ENGINE);
        ScriptModule module =
            ScriptModule.load(
                Scripts.placed(ClipText.archive(config), placement), placement.device());
        NDArray tensor = Tensors.of(manager, info, bytes)) {
      Network.put(module, info.name(), tensor, placement.type());
      NDArray kept = module.tensor(manager, "saved", info.name());
      assertThat(kept.getDataType()).isEqualTo(DataType.FLOAT32);
      return kept.toFloatArray();
    }
  }

  private static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
