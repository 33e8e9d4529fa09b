package io.latentmill.udf.pipeline.image;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.latentmill.udf.GoldenTensors;
import io.latentmill.udf.model.Autoencoder;
import io.latentmill.udf.model.Placement;
import io.latentmill.udf.pipeline.Pipelines;
import io.latentmill.udf.torch.ComputeType;
import io.latentmill.udf.torch.Torch;
import io.latentmill.udf.weights.Checkpoint;
import io.latentmill.udf.weights.Component;
import io.latentmill.udf.weights.TensorSource;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Tiles fade into each other as diffusers' do. */
class TilingTest {
  private static final GoldenTensors GOLDEN =
      GoldenTensors.read(
          GoldenTensors.folder()
              .resolveSibling(Path.of("goldens-extra", "tiling", "tiny-sd2-v.safetensors")));
  private static final int HEIGHT = 20;
  private static final int WIDTH = 25;

  private static Autoencoder autoencoder;
  private static NDManager manager;

  @BeforeAll
  static void load() {
    Torch.configure();
    manager = NDManager.newBaseManager(Device.cpu(), Torch.ENGINE);
    Checkpoint checkpoint =
        Checkpoint.open(
            new org.apache.hadoop.fs.Path(Pipelines.path("checkpoints/tiny-sd2-v")),
            Optional.empty(),
            new Configuration(false));
    try (TensorSource weights = checkpoint.weights(Component.VAE)) {
      autoencoder =
          Autoencoder.load(
              "vae", checkpoint.config(Component.VAE), weights, Placement.customary(Device.cpu()));
    }
  }

  @AfterAll
  static void close() {
    autoencoder.close();
    manager.close();
  }

  @Test
  void decodesALargeImageAsDiffusersDoes() {
    float[] image =
        new LargeImages(autoencoder, HEIGHT * WIDTH)
            .decode(
                manager,
                manager.create(GOLDEN.floats("latents"), new Shape(1, 4, HEIGHT, WIDTH)),
                ComputeType.FLOAT32);
    assertThat(image).usingComparatorWithPrecision(1e-4f).containsExactly(GOLDEN.floats("decoded"));
  }

  @Test
  void encodesALargeImageAsDiffusersDoes() {
    NDArray moments =
        new LargeImages(autoencoder, HEIGHT * WIDTH)
            .encode(
                manager,
                manager.create(GOLDEN.floats("image"), new Shape(1, 3, 8 * HEIGHT, 8 * WIDTH)),
                ComputeType.FLOAT32);
    assertThat(moments.toFloatArray())
        .usingComparatorWithPrecision(1e-4f)
        .containsExactly(GOLDEN.floats("moments"));
  }

  @Test
  void imagesUpTo1536SquaredAreTakenWhole() {
    assertThat(LargeImages.WHOLE).isEqualTo(1536 * 1536);
  }
}
