package io.latentmill.job.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latentmill.job.LocalSpark;
import io.latentmill.job.ledger.Ledger;
import io.latentmill.job.ledger.LedgerPlace;
import io.latentmill.job.ledger.LedgerPlaces;
import io.latentmill.job.plan.ChangedRows;
import io.latentmill.job.sink.SinkFormat;
import io.latentmill.udf.image.ImageEncoder;
import io.latentmill.udf.image.ImageFormat;
import io.latentmill.udf.image.RgbImage;
import io.latentmill.udf.request.LatentmillException;
import io.latentmill.udf.sql.PipelineCache;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LocalSpark.class)
class GenerateTest {
  private static SparkSession spark;

  @TempDir private Path folder;

  @BeforeAll
  static void join(SparkSession local) {
    spark = local;
  }

  @Test
  void generatesEveryRowOnceAndGoesOnWithNewRows() throws Exception {
    Path prompts = table("prompt,seed,steps,sampler", rows(5));
    RunOutcome first = Generate.run(spark, options(prompts), Progress.SILENT);
    assertThat(first).isEqualTo(new RunOutcome(4, 2, 4, 2));

    long loads = PipelineCache.loads();
    Path more = table("prompt,seed,steps,sampler", rows(7));
    RunOutcome second = Generate.run(spark, options(more), Progress.SILENT);
    assertThat(second).isEqualTo(new RunOutcome(6, 2, 2, 0));
    assertThat(PipelineCache.loads()).isEqualTo(loads);
    LedgerPlace place =
        LedgerPlaces.forReading(
            new org.apache.hadoop.fs.Path(folder.resolve("out").toUri()),
            spark.sessionState().newHadoopConf());
    assertThat(Ledger.view(place).eachManifest())
        .extracting(manifest -> manifest.plan().toString())
        .startsWith("000000-1")
        .endsWith("000001-2")
        .isSorted();

    Dataset<Row> data = spark.read().parquet(folder.resolve("out/data/parquet/*").toString());
    assertThat(data.select("id").distinct().count()).isEqualTo(8);
    assertThat(data.count()).isEqualTo(8);
    assertThat(data.filter("status = 'failed'").select("failure_kind", "message").collectAsList())
        .extracting(Row::toString)
        .containsExactlyInAnyOrder(
            "[user,prompt is null]",
            "[user,unknown sampler \"magic\"; known are pndm, ddim, ddpm, "
                + "euler, euler-ancestral, heun, lms, dpmpp-2m, dpmpp-2m-sde, dpmpp-singlestep, "
                + "unipc, deis, kdpm2, lcm, tcd, edm-euler, edm-dpmpp-2m]");
    assertThat(folder.resolve("out/README.md")).exists();
    assertThat(Files.readString(folder.resolve("out/_latentmill/status.json")))
        .contains("\"state\" : \"finished\"", "\"exit_code\" : 3");
  }

  @Test
  void refusesAnOutputOfOtherSettings() throws Exception {
    Path prompts = table("prompt", List.of("a red circle on a white background"));
    Generate.run(spark, options(prompts), Progress.SILENT);
    RunOptions.Data webp =
        new RunOptions.Data(
            Set.of(SinkFormat.PARQUET),
            ImageFormat.WEBP,
            OptionalInt.empty(),
            true,
            Optional.empty());
    RunOptions smaller = RunFixture.withData(options(prompts), webp);
    assertThatThrownBy(() -> Generate.run(spark, smaller, Progress.SILENT))
        .isInstanceOf(LatentmillException.class)
        .hasMessageEndingWith(
            "it was made with other settings: options.format was files,parquet, is parquet,"
                + " options.image-format was png, is webp");
  }

  @Test
  void refusesAFolderThatIsNotOurs() throws Exception {
    Path prompts = table("prompt", List.of("a red circle on a white background"));
    Files.createDirectories(folder.resolve("out"));
    Files.writeString(folder.resolve("out/diary.txt"), "mine");
    assertThatThrownBy(() -> Generate.run(spark, options(prompts), Progress.SILENT))
        .isInstanceOf(LatentmillException.class)
        .hasMessageEndingWith("it is not empty, and no output of latentmill");
  }

  @Test
  void rowsBeyondTheInputRootsFailAndPlannedOnesGoOn() throws Exception {
    Path inside = Files.createDirectory(folder.resolve("inside")).resolve("a.png");
    Path outside = folder.resolve("b.png");
    byte[] png =
        ImageEncoder.png().encode(new RgbImage(64, 64, new byte[64 * 64 * 3]), Optional.empty());
    Files.write(inside, png);
    Files.write(outside, png);
    String header = "id,prompt,seed,steps,init_image";
    String planned = "first,a red circle,1,2," + outside;
    Generate.run(spark, options(table(header, List.of(planned))), Progress.SILENT);

    Path prompts =
        table(header, List.of(planned, "second,a,1,2," + outside, "third,a,1,2," + inside));
    RunOptions.Prompts narrow =
        new RunOptions.Prompts(
            prompts.toString(), false, ChangedRows.KEEP, List.of(inside.getParent().toString()));
    RunOptions ordinary = options(prompts);
    Generate.run(
        spark,
        new RunOptions(
            narrow,
            ordinary.output(),
            ordinary.pipeline(),
            ordinary.data(),
            ordinary.size(),
            ordinary.execution()),
        Progress.SILENT);

    assertThat(
            spark
                .read()
                .parquet(folder.resolve("out/data/parquet/*").toString())
                .select("id", "status", "failure_kind", "message")
                .sort("id")
                .collectAsList())
        .extracting(Row::toString)
        .containsExactly(
            "[first,generated,null,null]",
            "[second,failed,user,init_image %s leads beyond %s; --input-roots lists where the paths"
                    .formatted(outside, inside.getParent())
                + " of rows may lead]",
            "[third,generated,null,null]");
  }

  private static List<String> rows(int good) {
    List<String> rows = new java.util.ArrayList<>(List.of(",7,2,ddim", "a cross,1,2,magic"));
    for (int i = 0; i < good - 1; i++) {
      rows.add("a blue star on a white background," + i + ",2," + (i % 2 == 0 ? "ddim" : "euler"));
    }
    return rows;
  }

  private Path table(String header, List<String> rows) throws Exception {
    return RunFixture.table(folder, header, rows);
  }

  private RunOptions options(Path prompts) {
    return RunFixture.options(
        prompts, folder.resolve("out"), Set.of(SinkFormat.PARQUET, SinkFormat.FILES));
  }
}
