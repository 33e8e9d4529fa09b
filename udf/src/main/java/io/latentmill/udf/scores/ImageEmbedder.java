package io.latentmill.udf.scores;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.latentmill.udf.image.RgbImage;
import io.latentmill.udf.model.ClipImage;
import io.latentmill.udf.model.ClipImageConfig;
import io.latentmill.udf.model.Placement;
import io.latentmill.udf.torch.ComputeType;
import io.latentmill.udf.torch.Torch;
import io.latentmill.udf.weights.ClipFolder;
import io.latentmill.udf.weights.TensorSource;
import java.util.List;

/** CLIP's image tower behind its preprocessing. */
final class ImageEmbedder implements AutoCloseable {
  private final ClipPreprocessing preprocessing;
  private final ClipImage tower;
  private final Device device;

  private ImageEmbedder(ClipPreprocessing preprocessing, ClipImage tower, Device device) {
    this.preprocessing = preprocessing;
    this.tower = tower;
    this.device = device;
  }

  static ImageEmbedder load(ClipFolder folder, Device device) {
    ClipImageConfig config =
        ClipImageConfig.of(
            folder.describe() + " vision_config",
            folder.imageConfig(),
            folder.projectionChannels());
    ClipPreprocessing preprocessing =
        ClipPreprocessing.of(folder.describe(), folder.preprocessing(), config.size());
    try (TensorSource weights = folder.imageWeights()) {
      Placement placement = new Placement(device, ComputeType.FLOAT32);
      return new ImageEmbedder(preprocessing, ClipImage.load(config, weights, placement), device);
    }
  }

  NDManager newManager() {
    return NDManager.newBaseManager(device, Torch.ENGINE);
  }

  /** What the tower sees of images: [N, 3, side, side]. */
  float[] pixels(List<RgbImage> images) {
    int length = 3 * preprocessing.crop() * preprocessing.crop();
    float[] pixels = new float[images.size() * length];
    for (int i = 0; i < images.size(); i++) {
      preprocessing.write(images.get(i), pixels, i * length);
    }
    return pixels;
  }

  /** Unit vectors of images, [N, P]. */
  float[][] embed(List<RgbImage> images) {
    int side = preprocessing.crop();
    try (NDManager manager = newManager()) {
      NDArray pixels = manager.create(pixels(images), new Shape(images.size(), 3, side, side));
      return UnitVectors.of(tower.forward(manager, pixels));
    }
  }

  @Override
  public void close() {
    tower.close();
  }
}
