package io.latentmill.job.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentmill.job.LocalSpark;
import io.latentmill.job.sink.SinkFormat;
import io.latentmill.job.verify.Verify;
import io.latentmill.udf.pipeline.load.PipelineSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.Set;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Rows of different LoRAs share batches where each has few rows. */
@ExtendWith(LocalSpark.class)
class SharedBatchesTest {
  private static final Path GOLDENS = Path.of(System.getProperty("latentmill.goldens"));

  private static SparkSession spark;

  @TempDir private Path folder;

  @BeforeAll
  static void join(SparkSession local) {
    spark = local;
  }

  @Test
  void lorasWithAFewRowsShareABatch() throws Exception {
    Path prompts = folder.resolve("prompts.jsonl");
    Files.write(
        prompts,
        List.of(
            row("peft", "lora-peft", 1),
            row("old", "lora-old", 1),
            row("wide", "lora-kohya", 1),
            row("many-1", "lora-peft", 0.5),
            row("many-2", "lora-peft", 0.5)));

    assertThat(Generate.run(spark, options(prompts), Progress.SILENT))
        .isEqualTo(new RunOutcome(5, 0, 5, 0));

    List<Row> plan =
        spark
            .read()
            .parquet(folder.resolve("out/_latentmill/plan/*/rows").toString())
            .selectExpr("id", "_batch", "_bucket LIKE 'loras=[any] %'")
            .sort("id")
            .collectAsList();
    assertThat(plan)
        .extracting(row -> row.getBoolean(2))
        .containsExactly(false, false, true, true, false);
    assertThat(plan.get(2).getLong(1)).isEqualTo(plan.get(3).getLong(1));
    assertThat(
            Verify.run(
                    spark,
                    new Verify.Options(
                        folder.resolve("out").toString(),
                        OptionalDouble.of(1),
                        RunOptions.DeviceChoice.AUTO))
                .findings())
        .isEmpty();
  }

  private static String row(String id, String lora, double scale) {
    return String.format(
        Locale.ROOT,
        "{\"id\": \"%s\", \"prompt\": \"a star\", \"steps\": 1, \"width\": 64, \"height\": 64,"
            + " \"loras\": [{\"path\": \"%s\", \"scale\": %s}]}",
        id,
        GOLDENS.resolve("pipelines/adapters/" + lora + ".safetensors"),
        scale);
  }

  private RunOptions options(Path prompts) {
    RunOptions ordinary =
        RunFixture.options(prompts, folder.resolve("out"), Set.of(SinkFormat.PARQUET));
    return new RunOptions(
        ordinary.prompts(),
        ordinary.output(),
        PipelineSpec.of(GOLDENS.resolve("checkpoints/tiny-sd1").toString()),
        ordinary.data(),
        ordinary.size(),
        ordinary.execution());
  }
}
