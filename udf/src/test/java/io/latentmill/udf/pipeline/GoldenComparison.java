package io.latentmill.udf.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import io.latentmill.udf.request.GenerationResult;
import io.latentmill.udf.weights.SafetensorsFile;
import io.latentmill.udf.weights.TensorSource;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** Holds what a pipeline makes of a reference's request against the reference's tensors. */
final class GoldenComparison {
  private GoldenComparison() {}

  /** What the reference has of the text's encoding, the first prediction, latents and image. */
  static void assertSame(StableDiffusion pipeline, GoldenCase golden, float tolerance) {
    try (TensorSource expected =
        SafetensorsFile.open(new Path(golden.tensors().toUri()), new Configuration(false))) {
      Recorder recorder = new Recorder();
      List<GenerationResult> results =
          pipeline.generate(List.of(golden.request()), 1, recorder).results();
      assertThat(results.get(0))
          .as(results.toString())
          .isInstanceOf(GenerationResult.Generated.class);
      for (String name : expected.names()) {
        if (name.equals("encoder_hidden_states")) {
          assertClose(expected, name, recorder.tensors, 1e-4f);
        } else if (name.equals("unet_output")) {
          assertClose(expected, name, recorder.tensors, 1e-3f);
        } else if (name.equals("image") || name.startsWith("latents_")) {
          assertClose(expected, name, recorder.tensors, tolerance);
        }
      }
      assertThat("latents_%03d".formatted(recorder.latents - 1))
          .isEqualTo(
              expected.names().stream()
                  .filter(n -> n.startsWith("latents_"))
                  .max(String::compareTo)
                  .orElseThrow());
    }
  }

  private static void assertClose(
      TensorSource expected, String name, Map<String, float[]> actual, float tolerance) {
    float[] reference = floats(expected, name);
    assertThat(actual.get(name)).as(name).hasSameSizeAs(reference);
    float worst = 0;
    for (int i = 0; i < reference.length; i++) {
      worst = Math.max(worst, Math.abs(reference[i] - actual.get(name)[i]));
    }
    assertThat(worst).as(name).isLessThanOrEqualTo(tolerance);
  }

  private static float[] floats(TensorSource source, String name) {
    ByteBuffer bytes = source.read(name);
    float[] values = new float[bytes.remaining() / 4];
    bytes.asFloatBuffer().get(values);
    return values;
  }

  private static final class Recorder implements GenerationObserver {
    private final Map<String, float[]> tensors = new HashMap<>();
    private int latents;

    @Override
    public void onText(List<int[]> ids, NDArray hidden) {
      tensors.put("encoder_hidden_states", hidden.toFloatArray());
    }

    @Override
    public void onPrediction(int index, NDArray sample, double timestep, NDArray output) {
      if (index == 0) {
        tensors.put("unet_sample", sample.toFloatArray());
        tensors.put("unet_output", output.toFloatArray());
      }
    }

    @Override
    public void onLatents(int index, NDArray array) {
      tensors.put("latents_%03d".formatted(index), array.toFloatArray());
      latents++;
    }

    @Override
    public void onImage(int row, float[] rgb) {
      int pixels = rgb.length / 3;
      float[] image = new float[rgb.length];
      for (int i = 0; i < rgb.length; i++) {
        image[i % pixels * 3 + i / pixels] = rgb[i];
      }
      tensors.put("image", image);
    }
  }
}
