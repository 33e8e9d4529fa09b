package io.latentmill.udf.scores;

import ai.djl.Device;
import io.latentmill.udf.image.RgbImage;
import io.latentmill.udf.request.LatentmillException;
import io.latentmill.udf.torch.Torch;
import io.latentmill.udf.weights.ClipFolder;
import io.latentmill.udf.weights.Floats;
import io.latentmill.udf.weights.TensorSource;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * diffusers' StableDiffusionSafetyChecker: flags images whose CLIP embedding is close to one of the
 * concepts that its weights hold as vectors. It only looks: an image stays as it is. Closed by who
 * loaded it.
 */
public final class SafetyChecker implements AutoCloseable {
  /** What an image that needs special care adds to every later distance. */
  private static final float CARE = 0.01f;

  private static final float THOUSANDTHS = 1000;

  private final ImageEmbedder images;
  private final Concepts concepts;
  private final Concepts special;

  private SafetyChecker(ImageEmbedder images, Concepts concepts, Concepts special) {
    this.images = images;
    this.concepts = concepts;
    this.special = special;
  }

  /**
   * What it says of an image.
   *
   * @param concepts the numbers of the concepts that the image is too close to; none: not flagged
   * @param cosines with every concept
   * @param specialCosines with every concept of special care
   */
  public record Verdict(List<Integer> concepts, float[] cosines, float[] specialCosines) {
    public boolean flagged() {
      return !concepts.isEmpty();
    }
  }

  /** Vectors, and how close an image may come to each. */
  private record Concepts(float[][] vectors, float[] thresholds) {
    static Concepts read(TensorSource weights, String name) {
      float[] thresholds = Floats.read(weights, name + "_weights");
      float[] flat = Floats.read(weights, name);
      if (thresholds.length == 0 || flat.length % thresholds.length != 0) {
        throw LatentmillException.model(
            "%s: %s has %d numbers for %d thresholds",
            weights.describe(), name, flat.length, thresholds.length);
      }
      return new Concepts(UnitVectors.of(flat, flat.length / thresholds.length), thresholds);
    }

    float[] cosines(float[] image) {
      float[] cosines = new float[vectors.length];
      for (int i = 0; i < cosines.length; i++) {
        cosines[i] = (float) UnitVectors.product(image, vectors[i]);
      }
      return cosines;
    }

    /** Whether a cosine is too high. The reference rounds to thousandths, in float32. */
    boolean exceeded(int concept, float cosine, float adjustment) {
      return Math.rint((cosine - thresholds[concept] + adjustment) * THOUSANDTHS) > 0;
    }
  }

  /**
   * Loads a checkpoint's {@code safety_checker} folder.
   *
   * @throws LatentmillException (model) naming file and tensor when it cannot be run
   */
  public static SafetyChecker load(Path path, Device device, Configuration configuration) {
    Torch.configure();
    ClipFolder folder = ClipFolder.open(path, configuration);
    Concepts concepts = concepts(folder, "concept_embeds");
    Concepts special = concepts(folder, "special_care_embeds");
    return new SafetyChecker(ImageEmbedder.load(folder, device), concepts, special);
  }

  private static Concepts concepts(ClipFolder folder, String name) {
    try (TensorSource weights = folder.otherWeights()) {
      return Concepts.read(weights, name);
    }
  }

  /** Refuses a folder that cannot be run, without loading it. */
  static void check(Path path, Configuration configuration) {
    ClipFolder folder = ClipFolder.open(path, configuration);
    ImageEmbedder.check(folder);
    concepts(folder, "concept_embeds");
    concepts(folder, "special_care_embeds");
  }

  /** Checks images, in order. */
  public List<Verdict> check(List<RgbImage> images) {
    List<Verdict> verdicts = new ArrayList<>();
    for (float[] image : this.images.embed(images)) {
      verdicts.add(verdict(image));
    }
    return verdicts;
  }

  private Verdict verdict(float[] image) {
    float[] specialCosines = special.cosines(image);
    float adjustment = 0;
    for (int i = 0; i < specialCosines.length; i++) {
      if (special.exceeded(i, specialCosines[i], adjustment)) {
        adjustment = CARE;
      }
    }
    float[] cosines = concepts.cosines(image);
    List<Integer> close = new ArrayList<>();
    for (int i = 0; i < cosines.length; i++) {
      if (concepts.exceeded(i, cosines[i], adjustment)) {
        close.add(i);
      }
    }
    return new Verdict(close, cosines, specialCosines);
  }

  @Override
  public void close() {
    images.close();
  }
}
