package io.latentmill.udf.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentmill.udf.request.GenerationRequest;
import io.latentmill.udf.request.GenerationResult;
import io.latentmill.udf.request.GenerationResult.Failed;
import io.latentmill.udf.request.ImageSource;
import io.latentmill.udf.request.IpAdapterUse;
import io.latentmill.udf.request.RequestColumn;
import io.latentmill.udf.request.RequestValues;
import io.latentmill.udf.weights.DType;
import io.latentmill.udf.weights.TensorFile;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images as prompts: each row has its own, and what cannot be used says why. */
class IpAdaptersTest {
  private static final Pipelines PIPELINES = new Pipelines();
  private static final String ADAPTER =
      Pipelines.path("field/adapters/ip/models/ip-adapter-plus-face_sd15.safetensors");

  @AfterAll
  static void close() {
    PIPELINES.close();
  }

  @Test
  void rowsOfABatchHaveTheirOwnImages() {
    StableDiffusion pipeline = PIPELINES.get("tiny-sd1");
    List<GenerationRequest> rows =
        List.of(
            row("a", ADAPTER, "init.png", 0.9),
            row("b", ADAPTER, "mask.png", 0.9),
            row("c", ADAPTER, "init.png", 0));

    List<GenerationResult> together = pipeline.generate(rows, 4).results();

    for (int i = 0; i < rows.size(); i++) {
      Images.assertSame(Images.generated(together.get(i)), Images.alone(pipeline, rows.get(i)));
    }
    float[] one = Images.generated(together.get(0)).latents().values();
    assertThat(Images.generated(together.get(1)).latents().values()).isNotEqualTo(one);
    assertThat(Images.generated(together.get(2)).latents().values()).isNotEqualTo(one);
  }

  @Test
  void oneWithoutItsImageEncoderSaysWhereThatBelongs(@TempDir Path folder) throws IOException {
    Path lone = folder.resolve("deep/plus.safetensors");
    Files.createDirectories(lone.getParent());
    Files.copy(Path.of(URI.create(ADAPTER)), lone);

    assertThat(failure(lone))
        .isEqualTo(
            "ip_adapters %s: it reads image features 24 wide, and there is no image encoder near"
                    .formatted(lone)
                + " it; put the image encoder that it was published with into a folder"
                + " image_encoder beside it");
  }

  @Test
  void oneForFaceEmbeddingsIsRefusedByName(@TempDir Path folder) throws IOException {
    Path file =
        new TensorFile()
            .add("image_proj.proj.0.weight", DType.F16, 8, 4)
            .add("image_proj.norm.weight", DType.F16, 32)
            .add("ip_adapter.0.to_q_lora.down.weight", DType.F16, 4, 4)
            .add("ip_adapter.1.to_k_ip.weight", DType.F16, 16, 32)
            .write(folder.resolve("faceid.safetensors"));

    assertThat(failure(file))
        .isEqualTo(
            "ip_adapters %s: Cannot use %1$s: it is an IP-Adapter of the FaceID kind, whose face"
                    .formatted(file)
                + " embeddings insightface makes, which does not run here; take a plus-face or"
                + " full-face adapter");
  }

  @Test
  void oneOfAnotherFamilyIsNamed() {
    String path = Pipelines.path("field/adapters/ip/sdxl_models/ip-adapter_sdxl_vit-h.safetensors");

    assertThat(failure(path))
        .isEqualTo(
            "ip_adapters %s: it is made for a model whose text is 80 wide, this one's is 32; take"
                    .formatted(path)
                + " the adapter of the model's family (SD 1.5 or XL)");
  }

  private static String failure(Path adapter) {
    return failure(adapter.toString());
  }

  private static String failure(String adapter) {
    GenerationRequest request = row("a", adapter, "init.png", 1);
    Failed failed =
        (Failed) PIPELINES.get("tiny-sd1").generate(List.of(request), 1).results().get(0);
    return failed.message();
  }

  private static GenerationRequest row(String id, String adapter, String image, double scale) {
    ImageSource source = new ImageSource.Stored(Pipelines.path("pipelines/inputs/" + image));
    return GenerationRequest.of(
        new RequestValues(
            Map.of(
                RequestColumn.ID,
                id,
                RequestColumn.PROMPT,
                "a red circle",
                RequestColumn.SEED,
                1L,
                RequestColumn.WIDTH,
                64,
                RequestColumn.HEIGHT,
                64,
                RequestColumn.STEPS,
                2,
                RequestColumn.IP_ADAPTERS,
                List.of(new IpAdapterUse(adapter, source, scale)))));
  }
}
