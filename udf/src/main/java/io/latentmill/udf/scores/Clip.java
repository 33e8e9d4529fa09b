package io.latentmill.udf.scores;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.latentmill.udf.image.RgbImage;
import io.latentmill.udf.model.ClipText;
import io.latentmill.udf.model.ClipTextConfig;
import io.latentmill.udf.model.Placement;
import io.latentmill.udf.text.ClipTokenizer;
import io.latentmill.udf.text.TokenizerFiles;
import io.latentmill.udf.torch.ComputeType;
import io.latentmill.udf.torch.Torch;
import io.latentmill.udf.weights.ClipFolder;
import io.latentmill.udf.weights.TensorSource;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * A whole CLIP model (Radford et al. 2021): images and texts as unit vectors of one space. It
 * computes in float32 everywhere, since scores are compared between runs. Closed by who loaded it.
 */
public final class Clip implements AutoCloseable {
  private final ImageEmbedder images;
  private final ClipText text;
  private final ClipTokenizer tokenizer;

  private Clip(ImageEmbedder images, ClipText text, ClipTokenizer tokenizer) {
    this.images = images;
    this.text = text;
    this.tokenizer = tokenizer;
  }

  /**
   * Loads a folder of transformers' CLIPModel.
   *
   * @throws io.latentmill.udf.request.LatentmillException (model) naming file and tensor when it
   *     cannot be run
   */
  public static Clip load(Path path, Device device, Configuration configuration) {
    Torch.configure();
    ClipFolder folder = ClipFolder.open(path, configuration);
    ClipTextConfig config = textConfig(folder);
    ClipTokenizer tokenizer = ClipTokenizer.of(tokenizerFiles(folder), config.positions());
    ImageEmbedder images = null;
    try (TensorSource weights = folder.textWeights()) {
      images = ImageEmbedder.load(folder, device);
      return new Clip(
          images,
          ClipText.load(config, weights, new Placement(device, ComputeType.FLOAT32)),
          tokenizer);
    } catch (RuntimeException e) {
      tokenizer.close();
      if (images != null) {
        images.close();
      }
      throw e;
    }
  }

  /**
   * Refuses a folder that cannot be run, without loading it.
   *
   * @throws io.latentmill.udf.request.LatentmillException (model) naming what does not fit
   */
  static void check(Path path, Configuration configuration) {
    ClipFolder folder = ClipFolder.open(path, configuration);
    ImageEmbedder.check(folder);
    ClipTextConfig config = textConfig(folder);
    try (TensorSource weights = folder.textWeights()) {
      ClipText.check(config, weights);
    }
    ClipTokenizer.of(tokenizerFiles(folder), config.positions()).close();
  }

  private static ClipTextConfig textConfig(ClipFolder folder) {
    return ClipTextConfig.of(folder.describe() + " text_config", folder.textConfig());
  }

  private static TokenizerFiles tokenizerFiles(ClipFolder folder) {
    return TokenizerFiles.of(folder.describe(), folder::text);
  }

  /** How many numbers an embedding has. */
  public int width() {
    return images.width();
  }

  /** Unit vectors of images, [N, P]. */
  public float[][] images(List<RgbImage> images) {
    return this.images.embed(images);
  }

  /** Unit vectors of texts, [N, P]; what is beyond a text's 77 tokens is cut off. */
  public float[][] texts(List<String> texts) {
    try (NDManager manager = images.newManager()) {
      long[] ids = new long[texts.size() * tokenizer.length()];
      for (int i = 0; i < texts.size(); i++) {
        int[] own = tokenizer.encode(texts.get(i)).ids();
        for (int k = 0; k < own.length; k++) {
          ids[i * own.length + k] = own[k];
        }
      }
      NDArray rows = manager.create(ids, new Shape(texts.size(), tokenizer.length()));
      NDArray none = manager.create(new Shape(0, text.config().channels()));
      return UnitVectors.of(text.forward(manager, rows, none, 0).get(1));
    }
  }

  /** The cosine of two unit vectors, -1..1: the CLIP score of an image and its prompt. */
  public static double cosine(float[] one, float[] other) {
    return UnitVectors.product(one, other);
  }

  @Override
  public void close() {
    images.close();
    text.close();
    tokenizer.close();
  }
}
