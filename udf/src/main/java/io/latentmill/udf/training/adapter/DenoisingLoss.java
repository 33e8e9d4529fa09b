package io.latentmill.udf.training.adapter;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import io.latentmill.udf.pipeline.Networks;
import io.latentmill.udf.sampling.ForwardProcess;
import io.latentmill.udf.text.ClipTokenizer;
import io.latentmill.udf.torch.SeededNoise;
import io.latentmill.udf.torch.Torch;
import io.latentmill.udf.training.Objective;
import io.latentmill.udf.training.network.Batch;
import io.latentmill.udf.training.network.TextConditioner;
import io.latentmill.udf.training.network.TextInput;
import io.latentmill.udf.training.network.TrainedNetworks;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How well a model as it is denoises an example: its training loss, but at fixed timesteps and with
 * fixed noise, so that examples can be compared. Timesteps are cut into bands of equal width, each
 * of which is asked in its middle. High losses at much noise tell of captions that do not fit, at
 * little noise of details that the model does not know. Not thread-safe; whoever made it closes it.
 */
public final class DenoisingLoss implements AutoCloseable {
  private final Networks networks;
  private final DenoisingLossSettings settings;
  private final NDManager manager;
  private final ImageEncoding encoding;
  private final Objective objective;
  private final TrainedNetworks model;

  /** For a pipeline's networks, which stay as they are. */
  public DenoisingLoss(Networks networks, DenoisingLossSettings settings) {
    this.networks = networks;
    this.settings = settings;
    this.manager = NDManager.newBaseManager(networks.unet().placement().device(), Torch.ENGINE);
    this.encoding = new ImageEncoding(networks.autoencoder(), manager, settings.resolution());
    this.objective = new Objective(ForwardProcess.of(networks.scheduler()), OptionalDouble.empty());
    this.model =
        TrainedNetworks.frozen(
            TextConditioner.frozen(networks.config(), networks.encoders()), networks.unet());
  }

  /** The loss in every band, the one of least noise first. */
  public double[] of(Example example) {
    double[] losses = new double[settings.bands()];
    try (NDManager scope = manager.newSubManager();
        NDScope temporaries = new NDScope()) {
      temporaries.suppressNotUsedWarning();
      float[] latents = encoding.encode(example, CaptionTable.EMPTY, false).plain().mean();
      TextInput.Encoded text = encoded(scope, example.caption());
      for (int first = 0; first < losses.length; first += settings.rows()) {
        int rows = Math.min(settings.rows(), losses.length - first);
        float[] own = losses(scope, batch(scope, latents, text, first, rows));
        for (int row = 0; row < rows; row++) {
          losses[first + row] = own[row];
        }
      }
    }
    return losses;
  }

  private TextInput.Encoded encoded(NDManager scope, String caption) {
    NDList ids = new NDList();
    for (ClipTokenizer tokenizer : networks.tokenizers()) {
      long[] tokens = Arrays.stream(tokenizer.encode(caption).ids()).asLongStream().toArray();
      ids.add(scope.create(tokens, new Shape(1, tokens.length)));
    }
    return model.text().encode(scope, ids);
  }

  private Batch batch(
      NDManager scope, float[] latents, TextInput.Encoded text, int first, int rows) {
    int channels = networks.autoencoder().latentChannels();
    int side = settings.resolution() / 8;
    FloatBuffer noise = FloatBuffer.allocate(rows * latents.length);
    FloatBuffer clean = FloatBuffer.allocate(rows * latents.length);
    int[] timesteps = new int[rows];
    for (int row = 0; row < rows; row++) {
      int band = first + row;
      clean.put(latents);
      noise.put(new SeededNoise(settings.seed() + band).normals(latents.length));
      timesteps[row] = (int) ((band + 0.5) * objective.process().timesteps() / settings.bands());
    }
    Shape shape = new Shape(rows, channels, side, side);
    return new Batch(
        scope.create(clean.array(), shape),
        scope.create(noise.array(), shape),
        timesteps,
        new TextInput.Encoded(
            text.hidden().repeat(0, rows), text.pooled().map(it -> it.repeat(0, rows))),
        networks.config().pooled()
            ? Optional.of(ExampleBatches.timeIds(scope, rows, settings.resolution()))
            : Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private float[] losses(NDManager scope, Batch batch) {
    NDArray noisy = objective.noisy(batch.latents(), batch.noise(), batch.timesteps());
    NDArray target = objective.target(batch.latents(), batch.noise(), batch.timesteps());
    NDArray answer = model.predict(scope, noisy, batch);
    return objective.exampleLosses(answer, target, batch.timesteps()).toFloatArray();
  }

  @Override
  public void close() {
    manager.close();
  }
}
