package io.latentmill.udf.model;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.latentmill.udf.torch.ScriptArchive;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Writes what {@code bench/gpu.py} measures: the networks of Stable Diffusion 1.5 and XL as the
 * TorchScript archives that this project runs, each beside its configuration and the names and
 * shapes of its weights. The figures themselves come from the machine with the GPU, which needs no
 * JVM.
 */
class ArchivesBenchmark {
  private static final Path FOLDER =
      Path.of(System.getProperty("latentmill.root"), "udf/target/benchmark/archives");
  private static final ObjectMapper JSON = new ObjectMapper();

  @ParameterizedTest
  @ValueSource(strings = {"sd1", "sdxl"})
  void writesArchives(String family) throws IOException {
    Path folder = Files.createDirectories(FOLDER.resolve(family));
    JsonNode unet = published(family, "unet");
    UnetConfig config = UnetConfig.of("unet", unet);
    write(folder, "unet", unet, UnetLayout.unet(config), Unet.archive(config));
    JsonNode vae = published(family, "vae");
    AutoencoderConfig autoencoder = AutoencoderConfig.of("vae", vae);
    write(folder, "vae", vae, autoencoder.layout(), autoencoder.archive());
    JsonNode text = published(family, "text_encoder");
    ClipTextConfig encoder = ClipTextConfig.of("text_encoder", text);
    write(folder, "text_encoder", text, encoder.layout(), ClipText.archive(encoder));
    assertThat(folder).isDirectoryContaining("glob:**/unet.pt");
  }

  private static void write(
      Path folder, String name, JsonNode config, TensorLayout layout, ScriptArchive archive)
      throws IOException {
    Placement gpu = Placement.customary(Device.gpu());
    Files.write(folder.resolve(name + ".pt"), Scripts.placed(archive, gpu).toBytes());
    ObjectNode shapes = JSON.createObjectNode();
    for (String tensor : layout.names()) {
      ArrayNode shape = shapes.putArray(tensor);
      for (long length : layout.shape(tensor)) {
        shape.add(length);
      }
    }
    ObjectNode description = JSON.createObjectNode();
    description.set("config", config);
    description.set("weights", shapes);
    JSON.writeValue(folder.resolve(name + ".json").toFile(), description);
  }

  private static JsonNode published(String family, String component) throws IOException {
    String resource =
        "/io/latentmill/udf/weights/published/%s/%s/config.json".formatted(family, component);
    try (InputStream in = ArchivesBenchmark.class.getResourceAsStream(resource)) {
      return JSON.readTree(in);
    }
  }
}
