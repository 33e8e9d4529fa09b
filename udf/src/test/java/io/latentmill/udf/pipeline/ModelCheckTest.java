package io.latentmill.udf.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentmill.udf.GoldenTensors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelCheckTest {
  private static final Configuration CONFIGURATION = new Configuration(false);
  private static final Path CHECKPOINTS = GoldenTensors.folder().resolve("checkpoints");

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tiny-sd1",
        "tiny-sd2-v",
        "tiny-sdxl",
        "tiny-sdxl-refiner",
        "tiny-sd1-inpaint",
        "tiny-sd1-lcm"
      })
  void findsNoFaultWithWhatDiffusersRuns(String checkpoint) {
    assertThat(faults(PipelineSpec.of(CHECKPOINTS.resolve(checkpoint).toUri().toString())))
        .isEmpty();
  }

  @Test
  void findsNoFaultWithTheEmbeddedModel() {
    assertThat(faults(PipelineSpec.embedded())).isEmpty();
  }

  @Test
  void namesEveryPartThatIsWrong() throws IOException {
    Path model = copy(CHECKPOINTS.resolve("tiny-sd1"));
    replace(model.resolve("unet/config.json"), "\"out_channels\": 4", "\"out_channels\": 5");
    replace(model.resolve("scheduler/scheduler_config.json"), "PNDMScheduler", "NoScheduler");
    Files.writeString(model.resolve("latentmill.properties"), "guidance = 3\n");
    String path = "file:" + model + "/";
    assertThat(faults(PipelineSpec.of(path)))
        .containsExactly(
            "scheduler_config.json: unknown _class_name \"NoScheduler\"; known are PNDMScheduler,"
                + " DDIMScheduler, DDPMScheduler, EulerDiscreteScheduler,"
                + " EulerAncestralDiscreteScheduler, HeunDiscreteScheduler, LMSDiscreteScheduler,"
                + " DPMSolverMultistepScheduler, DPMSolverSinglestepScheduler,"
                + " UniPCMultistepScheduler, DEISMultistepScheduler, KDPM2DiscreteScheduler,"
                + " LCMScheduler, TCDScheduler",
            path
                + "unet/diffusion_pytorch_model.safetensors does not fit its configuration:"
                + " conv_out.weight is [4, 16, 3, 3], expected [5, 16, 3, 3],"
                + " conv_out.bias is [4], expected [5]",
            "Cannot read "
                + path
                + "latentmill.properties: unknown keys guidance;"
                + " known are guidance-rescale, guidance-scale, sampler, steps");
  }

  @Test
  void checksAVaeFromElsewhereInPlaceOfTheModelsOwn() {
    String model = CHECKPOINTS.resolve("tiny-sd1").toUri().toString();
    String vae = CHECKPOINTS.resolve("tiny-taesd").toUri().toString();
    assertThat(faults(new PipelineSpec(model, null, vae, null))).isEmpty();
  }

  private static List<String> faults(PipelineSpec spec) {
    return ModelCheck.faults(spec, PipelineLoader.open(spec, CONFIGURATION), CONFIGURATION);
  }

  private Path copy(Path model) throws IOException {
    try (Stream<Path> paths = Files.walk(model)) {
      paths.forEach(path -> copyOne(path, folder.resolve(model.getParent().relativize(path))));
    }
    return folder.resolve(model.getFileName());
  }

  private static void copyOne(Path from, Path to) {
    try {
      if (Files.isDirectory(from)) {
        Files.createDirectories(to);
      } else {
        Files.write(to, Files.readAllBytes(from));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void replace(Path file, String old, String changed) throws IOException {
    String text = Files.readString(file);
    assertThat(text).contains(old);
    Files.writeString(file, text.replace(old, changed));
  }
}
