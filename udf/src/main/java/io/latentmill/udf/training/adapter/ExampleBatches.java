package io.latentmill.udf.training.adapter;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.latentmill.udf.pipeline.Networks;
import io.latentmill.udf.training.BatchSource;
import io.latentmill.udf.training.network.Batch;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The batches of a training, drawn from its examples. The samples of all steps are numbered on, so
 * that any step's batches can be made at any time.
 */
record ExampleBatches(
    Networks networks,
    AdapterSettings settings,
    int timesteps,
    List<EncodedExample> examples,
    CaptionTable captions) {

  /** What the draws of one sample are for. */
  private static final int TIMESTEP = 1;

  private static final int FLIP = 2;
  private static final int CAPTION = 3;
  private static final int NOISE = 4;
  private static final int LATENT = 5;
  private static final int OFFSET = 6;

  /** The micro-batches of a step, which counts from 1. */
  List<BatchSource> of(int step) {
    List<BatchSource> batches = new ArrayList<>();
    for (int micro = 0; micro < settings.accumulate(); micro++) {
      long number = (long) (step - 1) * settings.accumulate() + micro;
      batches.add(scope -> batch(scope, number * settings.batchSize()));
    }
    return batches;
  }

  private Batch batch(NDManager scope, long first) {
    Draws draws = new Draws(settings.seed(), examples.size());
    int rows = settings.batchSize();
    int side = settings.resolution() / 8;
    int channels = networks.autoencoder().latentChannels();
    int count = channels * side * side;
    FloatBuffer latents = FloatBuffer.allocate(rows * count);
    FloatBuffer noise = FloatBuffer.allocate(rows * count);
    FloatBuffer hints =
        FloatBuffer.allocate(rows * 3 * settings.resolution() * settings.resolution());
    int[] times = new int[rows];
    int[] texts = new int[rows];
    float[] weights = new float[rows];
    for (int row = 0; row < rows; row++) {
      long sample = first + row;
      EncodedExample example = examples.get(draws.example(sample));
      boolean flipped = settings.flip() && draws.uniform(sample, FLIP) < 0.5;
      EncodedExample.View view = flipped ? example.mirrored() : example.plain();
      latents.put(latent(draws, sample, view));
      noise.put(noise(draws, sample, channels, count));
      view.hint().ifPresent(hints::put);
      times[row] = (int) (draws.uniform(sample, TIMESTEP) * timesteps);
      boolean dropped = draws.uniform(sample, CAPTION) < settings.captionDropout();
      texts[row] = dropped ? CaptionTable.EMPTY : example.caption();
      weights[row] = (float) example.weight();
    }
    Shape shape = new Shape(rows, channels, side, side);
    int pixels = settings.resolution();
    return new Batch(
        scope.create(latents.array(), shape),
        scope.create(noise.array(), shape),
        times,
        captions.batch(scope, texts),
        networks.config().pooled() ? Optional.of(timeIds(scope, rows, pixels)) : Optional.empty(),
        hints.position() > 0
            ? Optional.of(scope.create(hints.array(), new Shape(rows, 3, pixels, pixels)))
            : Optional.empty(),
        Optional.of(scope.create(weights)));
  }

  /** A draw from the image's distribution. */
  private static float[] latent(Draws draws, long sample, EncodedExample.View view) {
    float[] latent = view.mean().clone();
    if (view.deviation().isPresent()) {
      float[] deviation = view.deviation().get();
      float[] normals = draws.normals(sample, LATENT, latent.length);
      for (int i = 0; i < latent.length; i++) {
        latent[i] += deviation[i] * normals[i];
      }
    }
    return latent;
  }

  /** Noise, each channel of it shifted. */
  private float[] noise(Draws draws, long sample, int channels, int count) {
    float[] noise = draws.normals(sample, NOISE, count);
    if (settings.noiseOffset() > 0) {
      float[] shifts = draws.normals(sample, OFFSET, channels);
      for (int i = 0; i < count; i++) {
        noise[i] += (float) (settings.noiseOffset() * shifts[i / (count / channels)]);
      }
    }
    return noise;
  }

  /** Original size, crop, target size: squares that are not cropped, [rows, 6]. */
  static NDArray timeIds(NDManager scope, int rows, int pixels) {
    float[] ids = new float[6 * rows];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = i % 6 == 2 || i % 6 == 3 ? 0 : pixels;
    }
    return scope.create(ids, new Shape(rows, 6));
  }
}
