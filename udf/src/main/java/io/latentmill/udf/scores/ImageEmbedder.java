package io.latentmill.udf.scores;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.latentmill.udf.image.RgbImage;
import io.latentmill.udf.model.ClipImage;
import io.latentmill.udf.model.ClipImageConfig;
import io.latentmill.udf.model.Placement;
import io.latentmill.udf.torch.ComputeType;
import io.latentmill.udf.torch.Torch;
import io.latentmill.udf.weights.ClipFolder;
import io.latentmill.udf.weights.TensorSource;
import java.util.List;
import java.util.Optional;

/** CLIP's image tower behind its preprocessing. Closed by who loaded it. */
public final class ImageEmbedder implements AutoCloseable {
  private final ClipPreprocessing preprocessing;
  private final ClipImage tower;
  private final Device device;

  private ImageEmbedder(ClipPreprocessing preprocessing, ClipImage tower, Device device) {
    this.preprocessing = preprocessing;
    this.tower = tower;
    this.device = device;
  }

  private static ClipImageConfig config(ClipFolder folder) {
    return ClipImageConfig.of(
        folder.describe() + " vision_config", folder.imageConfig(), folder.projectionChannels());
  }

  private static ClipPreprocessing preprocessing(ClipFolder folder) {
    return ClipPreprocessing.of(folder.describe(), folder.preprocessing(), config(folder).size());
  }

  /** Refuses a folder that cannot be run, without loading it. */
  static void check(ClipFolder folder) {
    preprocessing(folder);
    try (TensorSource weights = folder.imageWeights()) {
      ClipImage.check(config(folder), weights);
    }
  }

  static ImageEmbedder load(ClipFolder folder, Device device) {
    return load(folder, preprocessing(folder), new Placement(device, ComputeType.FLOAT32));
  }

  /**
   * Loads a tower alone, which prepares images as CLIP does.
   *
   * @throws io.latentmill.udf.request.LatentmillException (model) naming file and tensor when it
   *     cannot be run
   */
  public static ImageEmbedder ofTower(ClipFolder folder, Placement placement) {
    ClipPreprocessing customary =
        ClipPreprocessing.of(
            folder.describe(), JsonNodeFactory.instance.objectNode(), config(folder).size());
    return load(folder, customary, placement);
  }

  private static ImageEmbedder load(
      ClipFolder folder, ClipPreprocessing preprocessing, Placement placement) {
    try (TensorSource weights = folder.imageWeights()) {
      ClipImage tower = ClipImage.load(config(folder), weights, placement);
      return new ImageEmbedder(preprocessing, tower, placement.device());
    }
  }

  /**
   * An image's embedding, not normalised.
   *
   * @return [1, P] float32
   */
  public NDArray projected(NDManager owner, RgbImage image) {
    return tower.forward(owner, one(owner, pixels(List.of(image))));
  }

  /**
   * The hidden states of an image's patches before the last layer.
   *
   * @param image empty: nothing, zeros behind the preprocessing
   * @return [1, L, C] float32
   */
  public NDArray hidden(NDManager owner, Optional<RgbImage> image) {
    int side = preprocessing.crop();
    float[] pixels =
        image.map(it -> pixels(List.of(it))).orElseGet(() -> new float[3 * side * side]);
    return tower.penultimate(owner, one(owner, pixels));
  }

  private NDArray one(NDManager owner, float[] pixels) {
    return owner.create(pixels, new Shape(1, 3, preprocessing.crop(), preprocessing.crop()));
  }

  /** How many numbers an embedding has. */
  int width() {
    return tower.config().projectionChannels();
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
