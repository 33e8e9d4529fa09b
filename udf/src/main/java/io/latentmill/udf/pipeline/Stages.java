package io.latentmill.udf.pipeline;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.latentmill.udf.image.ImageTensors;
import io.latentmill.udf.image.RgbImage;
import io.latentmill.udf.pipeline.image.LatentDecoder;
import io.latentmill.udf.pipeline.image.LatentEncoder;
import io.latentmill.udf.pipeline.image.Pixels;
import io.latentmill.udf.pipeline.text.EncodedPrompt;
import io.latentmill.udf.pipeline.text.PromptKey;
import io.latentmill.udf.request.GenerationResult.Latents;
import io.latentmill.udf.request.ImageSize;
import io.latentmill.udf.request.LatentmillException;
import io.latentmill.udf.request.PromptSyntax;
import io.latentmill.udf.sampling.ForwardProcess;
import io.latentmill.udf.torch.SeededNoise;
import java.util.List;
import java.util.Optional;

/**
 * What a pipeline does on the way to an image, each by itself: see {@link StableDiffusion#stage}.
 * Values come from the host and go there. One thread at a time.
 */
public final class Stages {
  private final PipelineParts parts;

  Stages(PipelineParts parts) {
    this.parts = parts;
  }

  /**
   * A text as the U-Net takes it.
   *
   * @param hidden [tokens, channels]
   * @param pooled of a model that takes one
   */
  public record Text(float[] hidden, int tokens, int channels, Optional<float[]> pooled) {}

  /** Encodes a prompt as diffusers reads it: cut at 77 tokens. */
  public Text encode(String prompt) {
    EncodedPrompt text =
        parts
            .prompts()
            .encode(
                new PromptKey(
                    Optional.of(prompt), Optional.empty(), 0, PromptSyntax.PLAIN, List.of(), 1));
    Shape shape = text.hidden().getShape();
    return new Text(
        floats(text.hidden()),
        (int) shape.get(1),
        (int) shape.get(2),
        text.pooled().map(Stages::floats));
  }

  private static float[] floats(NDArray array) {
    try (NDArray copy = array.toType(DataType.FLOAT32, true)) {
      return copy.toFloatArray();
    }
  }

  /**
   * Encodes an image to the middle of the distribution that the autoencoder has of it.
   *
   * @param image whose sides are multiples of 8
   * @return scaled, as the U-Net sees them
   */
  public Latents encode(RgbImage image) {
    ImageSize size = new ImageSize(image.width(), image.height());
    try (NDManager scope = parts.manager().newSubManager()) {
      NDArray modes =
          new LatentEncoder(parts.autoencoder(), size)
              .modes(scope, List.of(ImageTensors.signed(image)));
      return latents(
          floats(parts.autoencoder().scaled(modes)), size.latentHeight(), size.latentWidth());
    }
  }

  /**
   * Latents of this pipeline.
   *
   * @param values [channels, height, width]
   * @throws LatentmillException (user) if they are not so many
   */
  public Latents latents(float[] values, int height, int width) {
    int channels = parts.autoencoder().latentChannels();
    if (height < 1 || width < 1 || (long) channels * height * width != values.length) {
      throw LatentmillException.user(
          "latents of %d numbers are not of the shape %dx%dx%d",
          values.length, channels, height, width);
    }
    return new Latents(values, channels, height, width, parts.autoencoder().scalingFactor());
  }

  /**
   * Decodes latents to an image.
   *
   * @throws LatentmillException (model) if what comes out is no number
   */
  public RgbImage decode(Latents latents) {
    try (NDManager scope = parts.manager().newSubManager()) {
      LatentDecoder.Decoded decoded =
          new LatentDecoder(parts.autoencoder()).decode(scope, array(scope, latents)).get(0);
      if (!decoded.finite()) {
        throw LatentmillException.model("the decoded image is not finite, in float32 neither");
      }
      float[] unit = decoded.rgb();
      Pixels.toUnit(unit);
      return new RgbImage(
          latents.width() * ImageSize.MULTIPLE,
          latents.height() * ImageSize.MULTIPLE,
          Pixels.toBytes(unit));
    }
  }

  /**
   * Adds noise to latents as the model was trained with it.
   *
   * @param timestep from 0, hardly any, to the last one, hardly anything else
   * @param seed of the noise, as of {@code torch.Generator("cpu").manual_seed}
   * @throws LatentmillException (user) if there is no such timestep
   */
  public Latents noisy(Latents latents, int timestep, long seed) {
    ForwardProcess process = ForwardProcess.of(parts.scheduler());
    if (timestep < 0 || timestep >= process.timesteps()) {
      throw LatentmillException.user(
          "timestep %d is not in 0..%d", timestep, process.timesteps() - 1);
    }
    try (NDManager scope = parts.manager().newSubManager()) {
      NDArray original = array(scope, latents);
      NDArray noise =
          scope.create(new SeededNoise(seed).normals(latents.values().length), original.getShape());
      return latents(
          floats(process.addNoise(original, noise, timestep)), latents.height(), latents.width());
    }
  }

  private static NDArray array(NDManager scope, Latents latents) {
    return scope.create(
        latents.values(), new Shape(1, latents.channels(), latents.height(), latents.width()));
  }
}
