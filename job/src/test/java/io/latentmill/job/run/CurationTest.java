package io.latentmill.job.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import io.latentmill.job.LocalSpark;
import io.latentmill.job.curation.Curation;
import io.latentmill.job.curation.Scoring;
import io.latentmill.job.curation.UnsafeImages;
import io.latentmill.job.sink.SinkFormat;
import io.latentmill.udf.image.ImageDecoder;
import io.latentmill.udf.image.ImageEncoder;
import io.latentmill.udf.image.ImageFormat;
import io.latentmill.udf.image.RgbImage;
import io.latentmill.udf.scores.PerceptualHash;
import io.latentmill.udf.scores.Scorer;
import io.latentmill.udf.scores.ScorerSpec;
import io.latentmill.udf.scores.Scores;
import io.latentmill.udf.weights.SafetensorsFile;
import io.latentmill.udf.weights.SafetensorsWriter;
import io.latentmill.udf.weights.TensorSource;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Scores that are made with the images, by the references' models. */
@ExtendWith(LocalSpark.class)
class CurationTest {
  private static final Path GOLDENS =
      Path.of(System.getProperty("latentmill.goldens")).resolve("scores");
  private static final List<String> SCORES =
      List.of(
          "clip_score",
          "aesthetic_score",
          "unsafe",
          "unsafe_concepts",
          "embedding",
          "phash",
          "sharpness",
          "brightness",
          "contrast");

  private static SparkSession spark;

  @TempDir private Path folder;

  @BeforeAll
  static void join(SparkSession local) {
    spark = local;
  }

  @Test
  void everyFormatHasTheScoresOfItsImages() throws Exception {
    Path prompts = prompts();
    image("there.png");
    Path output = folder.resolve("out");
    Scoring scoring = new Scoring(true, all(), true, UnsafeImages.KEEP);

    assertThat(generate(prompts, output, scoring)).isEqualTo(new RunOutcome(4, 1, 4, 1));

    List<Row> rows = rows(output, "parquet");
    assertThat(List.of(rows.get(0).schema().fieldNames())).containsSubsequence(SCORES);
    try (Scorer scorer = Scorer.load(all(), Device.cpu(), new Configuration(false))) {
      for (Row row : rows) {
        if (row.getAs("status").equals("failed")) {
          assertThat(SCORES).allMatch(column -> row.isNullAt(row.fieldIndex(column)));
        } else {
          assertScores(row, scorer);
        }
      }
    }
    assertThat(rows(output, "files"))
        .extracting(row -> row.<Double>getAs("clip_score"))
        .containsExactlyElementsOf(
            rows.stream()
                .filter(row -> row.getAs("status").equals("generated"))
                .map(row -> row.<Double>getAs("clip_score"))
                .toList());
    assertThat(spark.read().parquet(output + "/_latentmill/sidecar/*").columns())
        .containsSubsequence(SCORES.toArray(String[]::new));

    assertThatThrownBy(() -> generate(prompts, output, Scoring.NONE))
        .hasMessageContaining("it was made with other settings: ", "options.scores", "scorers");
  }

  @Test
  void aRetriedRowHasTheScoresOfARunWithoutFailures() throws Exception {
    Path prompts = prompts();
    Scoring scoring = new Scoring(true, all(), false, UnsafeImages.KEEP);
    Path output = folder.resolve("out");
    assertThat(generate(prompts, output, scoring)).isEqualTo(new RunOutcome(3, 2, 3, 2));
    image("there.png");
    Retry.Options options =
        new Retry.Options(
            output.toString(),
            Optional.empty(),
            RunOptions.DeviceChoice.AUTO,
            RunOptions.Exclusion.DEFAULTS);
    assertThat(Retry.run(spark, options, Progress.SILENT)).isEqualTo(new RunOutcome(4, 1, 1, 0));

    Path faultFree = folder.resolve("fault-free");
    generate(prompts, faultFree, scoring);
    assertThat(RunFixture.data(output)).isEqualTo(RunFixture.data(faultFree));
  }

  @Test
  void unsafeImagesAreBlankedOrDropped() throws Exception {
    Path prompts =
        RunFixture.table(
            folder,
            "prompt,seed,steps,width,height",
            List.of("a red circle,1,2,64,64", "a blue star,2,2,64,64"));
    ScorerSpec flagging = new ScorerSpec(null, null, flaggingEverything().toString());
    Path blank = folder.resolve("blank");
    Scoring blanking = new Scoring(true, flagging, false, UnsafeImages.BLANK);
    assertThat(generate(prompts, blank, blanking)).isEqualTo(new RunOutcome(2, 0, 2, 0));
    for (Row row : rows(blank, "parquet")) {
      assertThat(decoded(row).rgb()).containsOnly(0);
      assertThat(row.<byte[]>getAs("latents")).containsOnly(0);
      assertThat(row.<Boolean>getAs("unsafe")).isTrue();
      assertThat(row.getList(row.fieldIndex("flags")).toString()).isEqualTo("[black, flat]");
    }

    Path dropped = folder.resolve("dropped");
    Scoring dropping = new Scoring(true, flagging, false, UnsafeImages.DROP);
    assertThat(generate(prompts, dropped, dropping)).isEqualTo(new RunOutcome(0, 2, 0, 2));
    assertThat(rows(dropped, "parquet"))
        .allSatisfy(
            row ->
                assertThat(row.<String>getAs("message"))
                    .startsWith("the safety checker flags the image: concepts 0, 1"));
  }

  private static void assertScores(Row row, Scorer scorer) {
    Scores known =
        scorer.score(List.of(decoded(row)), List.of(Optional.of(row.getAs("prompt")))).get(0);
    assertThat(row.<Double>getAs("clip_score"))
        .isCloseTo(known.clipScore().orElseThrow(), within(1e-5));
    assertThat(row.<Double>getAs("aesthetic_score"))
        .isCloseTo(known.aesthetic().orElseThrow(), within(1e-4));
    assertThat(row.<Boolean>getAs("unsafe")).isEqualTo(known.safety().orElseThrow().flagged());
    assertThat(row.<String>getAs("phash")).isEqualTo(PerceptualHash.hex(known.hash()));
    assertThat(row.<Double>getAs("sharpness")).isEqualTo(known.pixels().sharpness());
    assertThat(row.<Double>getAs("brightness")).isEqualTo(known.pixels().mean());
    assertThat(row.<Double>getAs("contrast")).isEqualTo(known.pixels().deviation());
    assertThat(row.getList(row.fieldIndex("embedding"))).hasSize(24);
  }

  private static RgbImage decoded(Row row) {
    byte[] bytes = row.<Row>getAs("image").getAs("bytes");
    return ImageDecoder.decode("image", bytes, 1 << 20);
  }

  private static List<Row> rows(Path output, String format) {
    return spark
        .read()
        .parquet(output + "/data/" + format + "/*/*.parquet")
        .sort("id")
        .filter(format.equals("files") ? "status = 'generated'" : "true")
        .collectAsList();
  }

  private static ScorerSpec all() {
    return new ScorerSpec(
        GOLDENS.resolve("tiny-clip").toString(),
        GOLDENS.resolve("tiny-aesthetic.safetensors").toString(),
        GOLDENS.resolve("tiny-safety-checker").toString());
  }

  private Path prompts() throws IOException {
    String shape = ",2,ddim,64,64,";
    return RunFixture.table(
        folder,
        "prompt,seed,steps,sampler,width,height,init_image",
        List.of(
            "a red circle,1" + shape,
            "a blue star,2" + shape,
            "a green square,3" + shape,
            "a red cross,4" + shape + folder.resolve("there.png"),
            "a cross,6,2,magic,64,64,"));
  }

  private void image(String name) throws IOException {
    byte[] rgb = new byte[64 * 64 * 3];
    java.util.Arrays.fill(rgb, (byte) 90);
    Files.write(
        folder.resolve(name),
        ImageEncoder.of(ImageFormat.PNG, ImageEncoder.DEFAULT_QUALITY)
            .encode(new RgbImage(64, 64, rgb), Optional.empty()));
  }

  /** The references' checker with thresholds that every image exceeds. */
  private Path flaggingEverything() throws IOException {
    Path source = GOLDENS.resolve("tiny-safety-checker");
    Path checker = Files.createDirectories(folder.resolve("checker"));
    for (String name : List.of("config.json", "preprocessor_config.json")) {
      if (Files.exists(source.resolve(name))) {
        Files.copy(source.resolve(name), checker.resolve(name));
      }
    }
    SafetensorsWriter writer = new SafetensorsWriter();
    try (TensorSource weights =
            SafetensorsFile.open(
                new org.apache.hadoop.fs.Path(source.resolve("model.safetensors").toUri()),
                new Configuration(false));
        OutputStream file = Files.newOutputStream(checker.resolve("model.safetensors"))) {
      for (String name : weights.names()) {
        byte[] bytes = new byte[weights.read(name).remaining()];
        weights.read(name).get(bytes);
        if (name.equals("concept_embeds_weights")) {
          int count = (int) weights.info(name).elements();
          float[] low = new float[count];
          java.util.Arrays.fill(low, -2);
          writer.add(name, low, count);
        } else {
          writer.add(weights.info(name), buffer -> buffer.put(bytes));
        }
      }
      writer.write(file);
    }
    return checker;
  }

  private static RunOutcome generate(Path prompts, Path output, Scoring scoring) {
    RunOptions plain = RunFixture.options(prompts, output, EnumSet.allOf(SinkFormat.class));
    RunOptions options =
        new RunOptions(
            plain.prompts(),
            plain.output(),
            plain.pipeline(),
            plain.models(),
            plain.data(),
            new Curation(scoring),
            plain.size(),
            plain.execution());
    return Generate.run(spark, options, Progress.SILENT);
  }
}
