package io.latentmill.udf.scores;

import io.latentmill.udf.request.LatentmillException;
import io.latentmill.udf.weights.Floats;
import io.latentmill.udf.weights.SafetensorsFile;
import io.latentmill.udf.weights.TensorInfo;
import io.latentmill.udf.weights.TensorSource;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * The aesthetic score of an image from its CLIP embedding: LAION's improved aesthetic predictor
 * (Schuhmann 2022), or any head of that form. Its linear layers have nothing between them but what
 * only training knew, so that together they are one vector and one number.
 */
public final class AestheticHead {
  private final double[] weights;
  private final double bias;

  private AestheticHead(double[] weights, double bias) {
    this.weights = weights;
    this.bias = bias;
  }

  /**
   * Reads the layers {@code layers.N.weight} [out, in] and {@code layers.N.bias} of a safetensors
   * file.
   *
   * @throws LatentmillException (model) naming the tensor that does not fit
   */
  public static AestheticHead open(Path path, Configuration configuration) {
    try (TensorSource file = SafetensorsFile.open(path, configuration)) {
      List<String> layers =
          file.names().stream()
              .filter(name -> name.matches("layers\\.\\d{1,4}\\.weight"))
              .map(name -> name.substring("layers.".length(), name.lastIndexOf('.')))
              .sorted((a, b) -> Integer.parseInt(b) - Integer.parseInt(a))
              .toList();
      if (layers.isEmpty()) {
        throw LatentmillException.model(
            "%s is no aesthetic head: it has no layers.N.weight", file.describe());
      }
      AestheticHead head = new AestheticHead(new double[] {1}, 0);
      for (String layer : layers) {
        head = head.after(file, layer);
      }
      return head;
    }
  }

  /** The same head behind one more layer. */
  private AestheticHead after(TensorSource file, String layer) {
    TensorInfo info = file.info("layers." + layer + ".weight");
    long[] shape = info.shape();
    if (shape.length != 2 || shape[0] != weights.length) {
      throw LatentmillException.model(
          "%s: %s does not lead to the %d numbers of the next layer",
          file.describe(), info, weights.length);
    }
    int inputs = (int) shape[1];
    float[] matrix = Floats.read(file, info.name());
    float[] shift = Floats.read(file, "layers." + layer + ".bias");
    double[] before = new double[inputs];
    double constant = bias;
    for (int out = 0; out < weights.length; out++) {
      constant += weights[out] * shift[out];
      for (int in = 0; in < inputs; in++) {
        before[in] += weights[out] * matrix[out * inputs + in];
      }
    }
    return new AestheticHead(before, constant);
  }

  /** How many numbers an embedding has to have. */
  public int inputs() {
    return weights.length;
  }

  /**
   * The score, about 1..10 of LAION's.
   *
   * @param embedding a unit vector of {@link #inputs} numbers
   */
  public double score(float[] embedding) {
    double score = bias;
    for (int i = 0; i < weights.length; i++) {
      score += weights[i] * embedding[i];
    }
    return score;
  }
}
