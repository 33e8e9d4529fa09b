package io.latentmill.job.run;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.latentmill.job.Folders;
import io.latentmill.job.LocalSpark;
import io.latentmill.job.cluster.Checkout;
import io.latentmill.job.ledger.Ledger;
import io.latentmill.job.ledger.LedgerPlaces;
import io.latentmill.job.plan.ChunkPlan;
import io.latentmill.job.plan.Plan;
import io.latentmill.job.sink.SinkFormat;
import io.latentmill.udf.image.ImageDecoder;
import io.latentmill.udf.image.ImageFormat;
import io.latentmill.udf.pipeline.PipelineLoader;
import io.latentmill.udf.pipeline.StableDiffusion;
import io.latentmill.udf.pipeline.load.PipelineSpec;
import io.latentmill.udf.request.GenerationRequest;
import io.latentmill.udf.request.GenerationResult.Generated;
import io.latentmill.udf.sql.row.RequestRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Everything that a row can ask for, in one table and one job: each image is the one that its row
 * gives alone.
 */
@ExtendWith(LocalSpark.class)
class MixedTableTest {
  /** Leaves open what DDIM has other defaults for than Stable Diffusion's pipelines. */
  private static final String SCHEDULER =
      """
      {"_class_name": "DDIMScheduler", "beta_start": 0.00085, "beta_end": 0.012,
       "beta_schedule": "scaled_linear", "set_alpha_to_one": false}
      """;

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String[] SHAPES = {
    "64x64", "128x64", "64x128", "96x96", "128x128", "72x104"
  };
  private static final String[] SAMPLERS = {"ddim", "euler-ancestral", "dpmpp-2m"};
  private static final String[] LORAS = {"lora-peft.safetensors", "lora-kohya.safetensors"};

  @TempDir private Path folder;

  @Test
  void everyImageIsTheOneItsRowGivesAlone(SparkSession spark) throws Exception {
    Path prompts = folder.resolve("prompts.jsonl");
    Files.writeString(prompts, String.join("\n", rows()));
    copyModel();
    RunOutcome outcome = Generate.run(spark, options(prompts), Progress.SILENT);
    assertThat(outcome).isEqualTo(new RunOutcome(rows().size(), 0, rows().size(), 0));
    assertAlike(planned(spark), images(spark));
    assertThat(ownSamplers(spark)).containsExactly("ddim");
  }

  private void copyModel() throws IOException {
    Folders.copy(Checkout.goldens("checkpoints/tiny-sd1"), model());
    Files.writeString(model().resolve("scheduler/scheduler_config.json"), SCHEDULER);
  }

  private Path model() {
    return folder.resolve("model");
  }

  private List<String> ownSamplers(SparkSession spark) {
    return spark
        .read()
        .parquet(folder.resolve("out/data/parquet/*").toString())
        .filter("id like 'own-%'")
        .select("sampler")
        .distinct()
        .as(Encoders.STRING())
        .collectAsList();
  }

  private void assertAlike(List<GenerationRequest> requests, Map<String, byte[]> images) {
    try (StableDiffusion pipeline =
        PipelineLoader.load(
            PipelineSpec.of(model().toString()), Device.cpu(), new Configuration(false))) {
      for (GenerationRequest request : requests) {
        if (request.id().startsWith("own-")) {
          assertThat(request.sampling().name()).isEmpty();
        }
        Generated alone = (Generated) pipeline.generate(List.of(request), 1).results().get(0);
        byte[] together =
            ImageDecoder.decode(request.id(), images.get(request.id()), 1 << 20).rgb();
        int worst = 0;
        for (int i = 0; i < together.length; i++) {
          worst = Math.max(worst, Math.abs((together[i] & 0xff) - (alone.rgb()[i] & 0xff)));
        }
        // A difference of 1e-3 moves a value across at most one border between levels.
        assertThat(worst).as(request.id()).isLessThanOrEqualTo(1);
      }
    }
  }

  private List<GenerationRequest> planned(SparkSession spark) throws Exception {
    org.apache.hadoop.fs.Path output = new org.apache.hadoop.fs.Path(folder.resolve("out").toUri());
    Plan plan =
        FrozenPlan.open(
            spark, output, Ledger.view(LedgerPlaces.forReading(output, new Configuration(false))));
    List<GenerationRequest> requests = new ArrayList<>();
    for (ChunkPlan chunk : plan.chunks()) {
      plan.rows(chunk).collectAsList().forEach(row -> requests.add(RequestRow.decode(row)));
    }
    return requests;
  }

  private Map<String, byte[]> images(SparkSession spark) {
    Map<String, byte[]> images = new HashMap<>();
    for (Row row :
        spark
            .read()
            .parquet(folder.resolve("out/data/parquet/*").toString())
            .select("id", "image.bytes")
            .collectAsList()) {
      images.put(row.getString(0), row.getAs(1));
    }
    return images;
  }

  private static List<String> rows() throws Exception {
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < SHAPES.length; i++) {
      ObjectNode row = row("shape-" + i, i);
      row.put("width", Integer.parseInt(SHAPES[i].split("x")[0]));
      row.put("height", Integer.parseInt(SHAPES[i].split("x")[1]));
      row.put("sampler", SAMPLERS[i % SAMPLERS.length]);
      rows.add(MAPPER.writeValueAsString(row));
    }
    for (int i = 0; i < 3; i++) {
      ObjectNode row = row("own-" + i, i);
      row.remove("sampler");
      rows.add(MAPPER.writeValueAsString(row));
    }
    for (int i = 0; i < 6; i++) {
      ObjectNode row = row("lora-" + i, i);
      ObjectNode lora = row.putArray("loras").addObject();
      lora.put("path", Checkout.goldens("pipelines/adapters/" + LORAS[i % 2]).toString());
      lora.put("scale", 0.8);
      rows.add(MAPPER.writeValueAsString(row));
    }
    for (int i = 0; i < 3; i++) {
      ObjectNode row = row("control-" + i, i);
      ObjectNode control = row.putArray("controlnets").addObject();
      control.put("model", Checkout.goldens("checkpoints/tiny-controlnet").toString());
      control.put("image", input("edges.png"));
      control.put("scale", 0.8);
      control.put("start", 0.0);
      control.put("end", 1.0);
      rows.add(MAPPER.writeValueAsString(row));
      rows.add(
          MAPPER.writeValueAsString(row("image-" + i, i).put("init_image", input("init.png"))));
      rows.add(
          MAPPER.writeValueAsString(
              row("inpaint-" + i, i)
                  .put("init_image", input("init.png"))
                  .put("mask_image", input("mask.png"))));
    }
    return rows;
  }

  private static String input(String name) {
    return Checkout.goldens("pipelines/inputs/" + name).toString();
  }

  private static ObjectNode row(String id, int i) {
    ObjectNode row = MAPPER.createObjectNode();
    row.put("id", id);
    row.put("prompt", "a photo of an astronaut riding a horse " + i);
    row.put("steps", 4);
    row.put("guidance_scale", 2.0 + i);
    row.put("sampler", SAMPLERS[0]);
    return row;
  }

  private RunOptions options(Path prompts) {
    return new RunOptions(
        RunOptions.Prompts.of(prompts.toString()),
        folder.resolve("out").toString(),
        PipelineSpec.of(model().toString()),
        new RunOptions.Data(
            Set.of(SinkFormat.PARQUET),
            ImageFormat.PNG,
            OptionalInt.empty(),
            false,
            Optional.empty()),
        new RunOptions.Sizes(2, 8, 1 << 30, 64, 1 << 20),
        RunOptions.Execution.of(RunOptions.DeviceChoice.CPU, RunOptions.Exclusion.DEFAULTS));
  }
}
