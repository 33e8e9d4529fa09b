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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every image, and every step towards it, is the one that diffusers makes. */
class GoldenPipelinesTest {
  private static final Configuration CONFIGURATION = new Configuration(false);
  private static final Pipelines PIPELINES = new Pipelines();

  @AfterAll
  static void close() {
    PIPELINES.close();
  }

  static List<GoldenCase> cases() throws Exception {
    String only = System.getProperty("latentmill.golden", "");
    return GoldenCase.all().stream().filter(golden -> golden.name().contains(only)).toList();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void generatesWhatDiffusersGenerates(GoldenCase golden) {
    StableDiffusion pipeline = PIPELINES.get(golden.pipeline());
    try (TensorSource expected =
        SafetensorsFile.open(new Path(golden.tensors().toUri()), CONFIGURATION)) {
      Recorder recorder = new Recorder();
      List<GenerationResult> results =
          pipeline.generate(List.of(golden.request()), 1, recorder).results();
      assertThat(results.get(0))
          .as(results.toString())
          .isInstanceOf(GenerationResult.Generated.class);
      assertClose(expected, "encoder_hidden_states", recorder.tensors, 1e-4f);
      assertClose(expected, "unet_output", recorder.tensors, 1e-3f);
      for (String name : expected.names()) {
        if (name.startsWith("latents_")) {
          assertClose(expected, name, recorder.tensors, tolerance(golden));
        }
      }
      assertThat(recorder.latents)
          .isEqualTo(expected.names().stream().filter(n -> n.startsWith("latents_")).count());
      assertClose(expected, "image", recorder.tensors, tolerance(golden));
    }
  }

  /**
   * This one reference cannot be reproduced any closer: diffusers itself, run on the checkpoint in
   * float32 or float64, encodes the masked image 3e-4 away from it and ends 1.9e-3 away.
   */
  private static float tolerance(GoldenCase golden) {
    return golden.name().equals("sd1-inpaint-9ch") ? 2e-3f : 1e-3f;
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
