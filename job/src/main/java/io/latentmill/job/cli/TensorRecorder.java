package io.latentmill.job.cli;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.latentmill.udf.pipeline.GenerationObserver;
import io.latentmill.udf.request.ImageSize;
import io.latentmill.udf.weights.SafetensorsWriter;
import java.util.Arrays;
import java.util.List;

/**
 * Collects the tensors of one image's generation under the names that {@code tensors.safetensors}
 * has: what the texts became, the first call of the U-Net, the latents after every call of the
 * sampler, the image. All are float32 but the token ids.
 */
final class TensorRecorder implements GenerationObserver {
  private static final int CHANNELS = 3;

  private final ImageSize size;
  private final SafetensorsWriter tensors = new SafetensorsWriter();

  TensorRecorder(ImageSize size) {
    this.size = size;
  }

  /** Everything seen so far. */
  SafetensorsWriter tensors() {
    return tensors;
  }

  @Override
  public void onText(List<int[]> ids, NDArray hidden) {
    long[] all = ids.stream().flatMapToInt(Arrays::stream).asLongStream().toArray();
    tensors.add("token_ids", all, ids.size(), all.length / ids.size());
    add("encoder_hidden_states", hidden);
  }

  @Override
  public void onAdded(NDArray pooled, NDArray timeIds) {
    add("added_text_embeds", pooled);
    add("added_time_ids", timeIds);
  }

  @Override
  public void onSchedule(double[] timesteps) {
    float[] values = new float[timesteps.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) timesteps[i];
    }
    tensors.add("timesteps", values, values.length);
  }

  @Override
  public void onPrediction(int index, NDArray sample, double timestep, NDArray output) {
    if (index == 0) {
      add("unet_sample", sample);
      tensors.add("timestep", new float[] {(float) timestep}, 1);
      add("unet_output", output);
    }
  }

  @Override
  public void onLatents(int index, NDArray latents) {
    add("latents_%03d".formatted(index), latents);
  }

  /** Takes the image with its channels last. */
  @Override
  public void onImage(int row, float[] rgb) {
    float[] pixels = new float[rgb.length];
    int count = rgb.length / CHANNELS;
    for (int i = 0; i < rgb.length; i++) {
      pixels[i % count * CHANNELS + i / count] = rgb[i];
    }
    tensors.add("image", pixels, size.height(), size.width(), CHANNELS);
  }

  private void add(String name, NDArray array) {
    try (NDArray copy = array.toType(DataType.FLOAT32, true)) {
      tensors.add(name, copy.toFloatArray(), array.getShape().getShape());
    }
  }
}
