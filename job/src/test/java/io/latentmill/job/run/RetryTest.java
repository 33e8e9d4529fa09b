package io.latentmill.job.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latentmill.job.LocalSpark;
import io.latentmill.job.sink.SinkFormat;
import io.latentmill.udf.image.ImageEncoder;
import io.latentmill.udf.image.ImageFormat;
import io.latentmill.udf.image.RgbImage;
import io.latentmill.udf.request.FailureKind;
import io.latentmill.udf.request.LatentmillException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** An output whose failed rows are retried is, in every byte, that of a run without failures. */
@ExtendWith(LocalSpark.class)
class RetryTest {
  private static SparkSession spark;

  @TempDir private Path folder;

  @BeforeAll
  static void join(SparkSession local) {
    spark = local;
  }

  @Test
  void becomesTheFaultFreeRun() throws Exception {
    Path prompts = prompts();
    Path output = folder.resolve("out");
    image("one.png", 40);
    assertThat(generate(prompts, output)).isEqualTo(new RunOutcome(4, 2, 4, 2));
    List<String> attempts = attempts(output);

    image("two.png", 200);
    assertThat(retry(output, Optional.of(FailureKind.MODEL))).isEqualTo(new RunOutcome(4, 2, 0, 0));
    assertThat(attempts(output)).isEqualTo(attempts);
    assertThat(retry(output, Optional.of(FailureKind.USER))).isEqualTo(new RunOutcome(5, 1, 1, 0));
    assertThat(attempts(output)).hasSameSizeAs(attempts).isNotEqualTo(attempts);
    List<String> afterwards = attempts(output);
    assertThat(retry(output, Optional.empty())).isEqualTo(new RunOutcome(5, 1, 0, 0));
    assertThat(attempts(output)).isEqualTo(afterwards);

    Path faultFree = folder.resolve("fault-free");
    assertThat(generate(prompts, faultFree)).isEqualTo(new RunOutcome(5, 1, 5, 1));
    Map<String, String> expected = RunFixture.data(faultFree);
    assertThat(RunFixture.data(output)).isEqualTo(expected);
    assertThat(telemetry(output)).isEqualTo(6).isEqualTo(telemetry(faultFree));
    assertThat(output.resolve("report/index.html")).exists();
    assertThat(Files.readString(output.resolve("_latentmill/status.json")))
        .contains("\"state\" : \"finished\"", "\"rows_failed\" : 1");

    Path record = output.resolve("_latentmill/run.json");
    Files.writeString(
        record, Files.readString(record).replace("\"numerics\" : ", "\"numerics\" : 9"));
    assertThatThrownBy(() -> retry(output, Optional.empty()))
        .hasMessageContaining("it was made with other settings: numerics was 9");
    assertThat(Files.readString(output.resolve("_latentmill/status.json")))
        .contains("\"state\" : \"failed\"", "\"exit_code\" : 2", "made with other settings");
  }

  @Test
  void refusesWhatIsNoOutput() {
    assertThatThrownBy(() -> retry(folder.resolve("none"), Optional.empty()))
        .isInstanceOf(LatentmillException.class)
        .hasMessage(
            "Cannot retry file:%s: it is no output of latentmill"
                .formatted(folder.resolve("none")));
  }

  private Path prompts() throws Exception {
    String shape = ",2,ddim,64,64,";
    return RunFixture.table(
        folder,
        "prompt,seed,steps,sampler,width,height,init_image",
        List.of(
            "a red circle,1" + shape,
            "a blue star,2" + shape,
            "a green square,3" + shape,
            "a red cross,4" + shape + folder.resolve("one.png"),
            "a blue cross,5" + shape + folder.resolve("two.png"),
            "a cross,6,2,magic,64,64,"));
  }

  private void image(String name, int gray) throws Exception {
    byte[] rgb = new byte[64 * 64 * 3];
    java.util.Arrays.fill(rgb, (byte) gray);
    Files.write(
        folder.resolve(name),
        ImageEncoder.of(ImageFormat.PNG, ImageEncoder.DEFAULT_QUALITY)
            .encode(new RgbImage(64, 64, rgb), Optional.empty()));
  }

  private static RunOutcome generate(Path prompts, Path output) {
    return Generate.run(
        spark,
        RunFixture.options(prompts, output, EnumSet.allOf(SinkFormat.class)),
        Progress.SILENT);
  }

  private static RunOutcome retry(Path output, Optional<FailureKind> where) {
    Retry.Options options =
        new Retry.Options(
            output.toString(), where, RunOptions.DeviceChoice.AUTO, RunOptions.Exclusion.DEFAULTS);
    return Retry.run(spark, options, Progress.SILENT);
  }

  private static List<String> attempts(Path output) throws Exception {
    try (Stream<Path> attempts = Files.list(output.resolve("data/parquet"))) {
      return attempts.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  private static long telemetry(Path output) {
    return spark
        .read()
        .parquet(output.resolve("_latentmill/telemetry/*").toString())
        .select("id")
        .distinct()
        .count();
  }
}
