package io.latentmill.udf.training.adapter;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import io.latentmill.udf.image.RgbImage;
import io.latentmill.udf.pipeline.Networks;
import io.latentmill.udf.pipeline.image.LatentDecoder;
import io.latentmill.udf.pipeline.image.Pixels;
import io.latentmill.udf.request.SamplerName;
import io.latentmill.udf.sampling.Noise;
import io.latentmill.udf.sampling.Sampler;
import io.latentmill.udf.sampling.State;
import io.latentmill.udf.sampling.Trajectory;
import io.latentmill.udf.torch.SeededNoise;
import io.latentmill.udf.training.network.Batch;
import io.latentmill.udf.training.network.TrainedNetworks;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Images by the networks in training, with DDIM under guidance. Nothing is merged into a network
 * and no file is written, so that other adapters can be trained beside.
 *
 * @param captions has all prompts already
 * @param hint what a ControlNet is shown, [3, side, side]
 */
record SampleImages(
    Networks networks, CaptionTable captions, Samples samples, int side, Optional<float[]> hint) {

  List<RgbImage> draw(NDManager parent, TrainedNetworks trained) {
    List<RgbImage> images = new ArrayList<>();
    for (int i = 0; i < samples.prompts().size(); i++) {
      try (NDManager manager = parent.newSubManager();
          NDScope temporaries = new NDScope()) {
        temporaries.suppressNotUsedWarning();
        images.add(image(manager, trained, i));
      }
    }
    return images;
  }

  private RgbImage image(NDManager manager, TrainedNetworks trained, int index) {
    Trajectory trajectory =
        Sampler.of(networks.scheduler().with(Optional.of(SamplerName.DDIM), Map.of()))
            .trajectory(samples.steps(), OptionalDouble.empty(), 0);
    int channels = networks.autoencoder().latentChannels();
    float[] noise =
        new SeededNoise(samples.seed() + index).normals(channels * (side / 8) * (side / 8));
    NDArray start = manager.create(noise, new Shape(1, channels, side / 8, side / 8));
    State state = trajectory.start(start.mul(trajectory.initNoiseSigma()));
    int caption = captions.number(samples.prompts().get(index));
    for (int call = trajectory.firstCall(); call < trajectory.calls(); call++) {
      NDArray input = trajectory.scaleModelInput(call, state.sample());
      int timestep = (int) trajectory.timestep(call);
      NDArray answer = guided(manager, trained, input, timestep, caption);
      state = trajectory.step(call, state, answer, Noise.none());
    }
    float[] values =
        new LatentDecoder(networks.autoencoder()).decode(manager, state.sample()).get(0).rgb();
    Pixels.toUnit(values);
    return new RgbImage(side, side, Pixels.toBytes(values));
  }

  /** Classifier-free guidance (Ho and Salimans 2022): beyond the caption, away from none. */
  private NDArray guided(
      NDManager manager, TrainedNetworks trained, NDArray input, int timestep, int caption) {
    NDArray both = NDArrays.concat(new NDList(input, input), 0);
    Batch batch =
        new Batch(
            both,
            both,
            new int[] {timestep, timestep},
            captions.batch(manager, CaptionTable.EMPTY, caption),
            networks.config().pooled()
                ? Optional.of(ExampleBatches.timeIds(manager, 2, side))
                : Optional.empty(),
            hint.map(values -> twice(manager, values)),
            Optional.empty());
    NDArray answers = trained.predict(manager, both, batch);
    NDArray without = answers.get(new NDIndex().addSliceDim(0, 1));
    NDArray with = answers.get(new NDIndex().addSliceDim(1, 2));
    return without.add(with.sub(without).mul(samples.guidanceScale()));
  }

  private NDArray twice(NDManager manager, float[] values) {
    float[] both = Arrays.copyOf(values, 2 * values.length);
    System.arraycopy(values, 0, both, values.length, values.length);
    return manager.create(both, new Shape(2, 3, side, side));
  }
}
