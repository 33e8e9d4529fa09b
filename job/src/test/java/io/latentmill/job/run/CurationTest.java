package io.latentmill.job.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import io.latentmill.job.LocalSpark;
import io.latentmill.job.curation.Curation;
import io.latentmill.job.curation.Scoring;
import io.latentmill.job.curation.Selection;
import io.latentmill.job.curation.UnsafeImages;
import io.latentmill.job.sink.SinkFormat;
import io.latentmill.udf.image.ImageDecoder;
import io.latentmill.udf.image.ImageEncoder;
import io.latentmill.udf.image.ImageFormat;
import io.latentmill.udf.image.Marking;
import io.latentmill.udf.image.RgbImage;
import io.latentmill.udf.image.Watermark;
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
import java.util.Map;
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
          "aesthetic",
          "unsafe",
          "unsafe_concepts",
          "embedding",
          "phash",
          "sharpness",
          "brightness",
          "contrast");

  /** Refuses about every second image. */
  private static final String HALF = "cast(brightness * 1000 as int) % 2 = 0";

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
    Selection selection = new Selection(HALF, 2);
    Path output = folder.resolve("out");
    assertThat(generate(prompts, output, scoring, selection)).isEqualTo(new RunOutcome(3, 2, 3, 2));
    image("there.png");
    Retry.Options options =
        new Retry.Options(
            output.toString(),
            Optional.empty(),
            RunOptions.DeviceChoice.AUTO,
            RunOptions.Exclusion.DEFAULTS);
    assertThat(Retry.run(spark, options, Progress.SILENT)).isEqualTo(new RunOutcome(4, 1, 1, 0));

    Path faultFree = folder.resolve("fault-free");
    generate(prompts, faultFree, scoring, selection);
    assertThat(RunFixture.data(output)).isEqualTo(RunFixture.data(faultFree));
  }

  @Test
  void refusedRowsAreDrawnAgainFromSeedsOfTheirOwn() throws Exception {
    Path prompts = prompts();
    image("there.png");
    Scoring scoring = new Scoring(true, ScorerSpec.PIXELS, false, UnsafeImages.KEEP);
    Path output = folder.resolve("out");
    generate(prompts, output, scoring, new Selection(HALF, 3));
    List<Row> rows =
        rows(output, "parquet").stream()
            .filter(it -> it.getAs("status").equals("generated"))
            .toList();
    assertThat(rows)
        .allSatisfy(
            row -> {
              boolean kept = row.getAs("kept");
              int tries = row.getAs("tries");
              int last = (int) (row.<Double>getAs("brightness") * 1000);
              assertThat(kept).isEqualTo(last % 2 == 0);
              assertThat(tries).isBetween(1, 4);
              assertThat(kept || tries == 4).isTrue();
            })
        .anySatisfy(row -> assertThat(row.<Integer>getAs("tries")).isGreaterThan(1));

    List<String> again = new java.util.ArrayList<>();
    for (Row row : rows) {
      again.add(
          String.join(
              ",",
              row.<String>getAs("prompt"),
              row.<Long>getAs("seed").toString(),
              "2,ddim,64,64",
              row.getAs("init_image") == null ? "" : row.getAs("init_image")));
    }
    Path seeded = Files.createDirectories(folder.resolve("seeded"));
    Path table =
        RunFixture.table(seeded, "prompt,seed,steps,sampler,width,height,init_image", again);
    Path plain = folder.resolve("plain");
    generate(table, plain, Scoring.NONE);
    for (Row image : rows(plain, "parquet")) {
      Row drawn =
          rows.stream().filter(it -> it.getAs("seed").equals(image.getAs("seed"))).findAny().get();
      assertThat(distance(decoded(drawn), decoded(image))).isLessThanOrEqualTo(1);
    }
  }

  private static int distance(RgbImage one, RgbImage other) {
    int largest = 0;
    for (int i = 0; i < one.rgb().length; i++) {
      largest = Math.max(largest, Math.abs((one.rgb()[i] & 255) - (other.rgb()[i] & 255)));
    }
    return largest;
  }

  @Test
  void imagesAreMarkedUnlessTheOutputIsOlder() throws Exception {
    String header = "prompt,seed,steps,width,height";
    List<String> rows = List.of("a red circle,1,2,64,64", "a blue star,2,2,64,64");
    Path first = RunFixture.table(folder, header, rows.subList(0, 1));
    Path marked = folder.resolve("marked");
    generate(first, marked, Scoring.NONE);
    assertThat(rows(marked, "parquet")).allMatch(CurationTest::isMarked);

    Path old = folder.resolve("old");
    generateUnmarked(first, old);
    Path record = old.resolve("_latentmill/run.json");
    String text = Files.readString(record);
    assertThat(text).contains("\"mark\" : \"none\",");
    Files.writeString(record, text.replace("\"mark\" : \"none\",", ""));
    Map<String, String> before = RunFixture.data(old);
    Path both = RunFixture.table(folder, header, rows);
    generate(both, old, Scoring.NONE);
    assertThat(rows(old, "parquet")).hasSize(2).noneMatch(CurationTest::isMarked);
    assertThat(RunFixture.data(old)).containsAllEntriesOf(before);

    assertThatThrownBy(() -> generateUnmarked(both, marked))
        .hasMessageEndingWith("options.mark was iptc, is none");
  }

  @Test
  void aWatermarkIsInThePixelsThatAreScored() throws Exception {
    Path prompts =
        RunFixture.table(
            folder, "prompt,seed,steps,width,height", List.of("a red circle,1,2,64,64"));
    Path plain = folder.resolve("plain");
    Path hidden = folder.resolve("hidden");
    RunOptions options = RunFixture.options(prompts, hidden, EnumSet.of(SinkFormat.PARQUET));
    generate(prompts, plain, Scoring.NONE);
    RunOptions watermarked =
        new RunOptions(
            options.prompts(),
            options.output(),
            options.pipeline(),
            options.models(),
            options.data(),
            new Curation(Scoring.NONE, Selection.NONE, "x"),
            options.size(),
            options.execution());
    Generate.run(spark, watermarked, Progress.SILENT);
    RgbImage image = decoded(rows(plain, "parquet").get(0));
    assertThat(decoded(rows(hidden, "parquet").get(0)).rgb())
        .isEqualTo(new Watermark("x").on(image).rgb());
  }

  private static boolean isMarked(Row row) {
    byte[] file = row.<Row>getAs("image").getAs("bytes");
    return new String(file, java.nio.charset.StandardCharsets.ISO_8859_1)
        .contains("digitalsourcetype/trainedAlgorithmicMedia");
  }

  private static void generateUnmarked(Path prompts, Path output) {
    RunOptions plain = RunFixture.options(prompts, output, EnumSet.allOf(SinkFormat.class));
    Generate.run(spark, plain.with(plain.data().withMarking(Marking.NONE)), Progress.SILENT);
  }

  @Test
  void refusesRulesThatCannotJudge() throws Exception {
    Path prompts = prompts();
    assertThat(refusal(prompts, "clip_score > 0.2")).contains("clip_score");
    assertThat(refusal(prompts, "image_sha256 = 'x'")).contains("image_sha256");
    assertThat(refusal(prompts, "brightness +")).contains("Cannot judge images by --keep");
    assertThat(refusal(prompts, "brightness")).endsWith("it is not true or false");
    assertThat(refusal(prompts, "brightness > rand()")).endsWith("from time to time");
    assertThat(refusal(prompts, "current_date() > '2020-01-01'")).endsWith("from time to time");
    assertThat(refusal(prompts, "max(brightness) > 1")).endsWith("over single rows");
    assertThat(folder.resolve("out/_latentmill/run.json")).doesNotExist();
    assertThatThrownBy(() -> new Selection("", 2)).hasMessageContaining("--redraws 2 needs --keep");
  }

  private String refusal(Path prompts, String keep) {
    Scoring scoring = new Scoring(true, ScorerSpec.PIXELS, false, UnsafeImages.KEEP);
    Throwable thrown =
        org.assertj.core.api.Assertions.catchThrowable(
            () -> generate(prompts, folder.resolve("out"), scoring, new Selection(keep, 0)));
    assertThat(thrown).isInstanceOf(io.latentmill.udf.request.LatentmillException.class);
    return thrown.getMessage();
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
    assertThat(row.<Double>getAs("aesthetic"))
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
    return generate(prompts, output, scoring, Selection.NONE);
  }

  private static RunOutcome generate(
      Path prompts, Path output, Scoring scoring, Selection selection) {
    RunOptions plain = RunFixture.options(prompts, output, EnumSet.allOf(SinkFormat.class));
    RunOptions options =
        new RunOptions(
            plain.prompts(),
            plain.output(),
            plain.pipeline(),
            plain.models(),
            plain.data(),
            new Curation(scoring, selection, ""),
            plain.size(),
            plain.execution());
    return Generate.run(spark, options, Progress.SILENT);
  }
}
