package io.latentmill.job.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latentmill.job.LocalSpark;
import io.latentmill.job.sink.SinkFormat;
import io.latentmill.job.verify.Verify;
import io.latentmill.udf.pipeline.load.PipelineSpec;
import io.latentmill.udf.request.LatentmillException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** One run serves several checkpoints, which rows choose by name. */
@ExtendWith(LocalSpark.class)
class ModelsTest {
  private static final String HEADER = "id,prompt,seed,steps,model";

  private static SparkSession spark;

  @TempDir private Path folder;

  @BeforeAll
  static void join(SparkSession local) {
    spark = local;
  }

  @Test
  void rowsAreMadeByTheModelThatTheyName() throws Exception {
    Path prompts =
        RunFixture.table(
            folder,
            HEADER,
            List.of(
                "a,a red circle,1,1,",
                "b,a red circle,1,1,tiny",
                "c,a red circle,1,1,",
                "d,a red circle,2,1,tiny",
                "e,a red circle,1,1,huge"));
    RunOptions options = options(prompts, Map.of("tiny", tiny()));

    assertThat(Generate.run(spark, options, Progress.SILENT)).isEqualTo(new RunOutcome(4, 1, 4, 1));

    List<Row> rows =
        spark
            .read()
            .parquet(folder.resolve("out/data/parquet/*").toString())
            .selectExpr("id", "model", "model_sha256", "guidance_scale", "message")
            .sort("id")
            .collectAsList();
    assertThat(rows)
        .extracting(row -> row.getString(1))
        .containsExactly("shapes-sd", "tiny", "shapes-sd", "tiny", "huge");
    assertThat(rows.get(0).getString(2)).hasSize(64).isNotEqualTo(rows.get(1).getString(2));
    assertThat(rows.get(1).getString(2)).isEqualTo(rows.get(3).getString(2));
    assertThat(rows).extracting(row -> row.get(3)).startsWith(3.0, 7.5, 3.0, 7.5);
    assertThat(rows.get(4).getString(4)).isEqualTo("unknown model \"huge\"; --models names tiny");
    assertThat(Files.readString(folder.resolve("out/README.md"))).contains("model tiny SHA-256");
    assertThat(Files.readString(folder.resolve("out/report/index.html")))
        .contains("model tiny SHA-256");
    assertThat(verify()).isEmpty();
    assertThat(Generate.run(spark, options, Progress.SILENT)).isEqualTo(new RunOutcome(4, 1, 0, 0));
    assertThatThrownBy(() -> Generate.run(spark, options(prompts, Map.of()), Progress.SILENT))
        .isInstanceOf(LatentmillException.class)
        .hasMessageContaining("it was made with other settings: models");
  }

  @Test
  void withoutNamedModelsTheColumnIsPeoplesOwn() throws Exception {
    Path prompts = RunFixture.table(folder, HEADER, List.of("a,a red circle,1,1,huge"));

    assertThat(Generate.run(spark, options(prompts, Map.of()), Progress.SILENT))
        .isEqualTo(new RunOutcome(1, 0, 1, 0));

    Row row =
        spark
            .read()
            .parquet(folder.resolve("out/data/parquet/*").toString())
            .selectExpr("model", "input_model")
            .first();
    assertThat(row.toString()).isEqualTo("[shapes-sd,huge]");
  }

  private static PipelineSpec tiny() {
    return PipelineSpec.of(
        Path.of(System.getProperty("latentmill.goldens"), "checkpoints", "tiny-sd1")
            .toUri()
            .toString());
  }

  private RunOptions options(Path prompts, Map<String, PipelineSpec> models) {
    RunOptions ordinary =
        RunFixture.options(prompts, folder.resolve("out"), Set.of(SinkFormat.PARQUET));
    return new RunOptions(
        ordinary.prompts(),
        ordinary.output(),
        ordinary.pipeline(),
        models,
        ordinary.data(),
        ordinary.size(),
        ordinary.execution());
  }

  private List<String> verify() {
    return Verify.run(
            spark,
            new Verify.Options(
                folder.resolve("out").toString(),
                OptionalDouble.of(1),
                RunOptions.DeviceChoice.AUTO))
        .findings();
  }
}
