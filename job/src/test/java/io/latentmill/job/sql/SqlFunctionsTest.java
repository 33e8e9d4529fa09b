package io.latentmill.job.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.latentmill.job.LocalSpark;
import io.latentmill.job.run.Generate;
import io.latentmill.job.run.Progress;
import io.latentmill.job.run.RunFixture;
import io.latentmill.job.sink.SinkFormat;
import io.latentmill.udf.image.ImageDecoder;
import io.latentmill.udf.request.LatentmillException;
import io.latentmill.udf.sql.ClipScorer;
import io.latentmill.udf.sql.ImageToLatents;
import io.latentmill.udf.sql.LatentNoise;
import io.latentmill.udf.sql.Latentmill;
import io.latentmill.udf.sql.LatentsToImage;
import io.latentmill.udf.sql.TextEncoder;
import io.latentmill.udf.sql.TextToImage;
import io.latentmill.udf.weights.SafetensorsFile;
import io.latentmill.udf.weights.TensorSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Our functions and transformers, beside what the job makes of the same rows. */
@ExtendWith(LocalSpark.class)
class SqlFunctionsTest {
  private static final Path SCORES =
      Path.of(System.getProperty("latentmill.goldens")).resolve("scores");

  /** By the small autoencoder, of images that two steps have left unfinished. */
  private static final double MOST_LOST = 20;

  @TempDir private static Path folder;

  private static SparkSession spark;
  private static List<Row> job;

  /** A job over rows of two buckets, one of them wrong. */
  @BeforeAll
  static void runTheJob() throws Exception {
    SparkSession shared = SparkSession.active();
    Path prompts =
        RunFixture.table(
            folder,
            "id,prompt,seed,steps,mood",
            List.of(
                "a,a red circle on a blue background,,2,calm",
                "b,a green star,7,2,",
                "c,a cross,8,1,wild",
                "d,a cross,8,0,wild",
                "e,,1,2,"));
    Generate.run(
        shared,
        RunFixture.options(prompts, folder.resolve("out"), Set.of(SinkFormat.PARQUET)),
        Progress.SILENT);
    spark = SqlSession.with(shared, new Latentmill());
    spark
        .read()
        .option("header", true)
        .csv(prompts.toString())
        .repartition(1)
        .createOrReplaceTempView("prompts");
    spark
        .read()
        .parquet(folder.resolve("out/data/parquet/*").toString())
        .createOrReplaceTempView("made");
    job =
        spark
            .sql(
                "SELECT image.bytes, width, height, seed, failure_kind, message FROM made ORDER BY id")
            .collectAsList();
  }

  @Test
  void imagesAreThoseOfTheJob() {
    List<Row> made =
        spark
            .sql(
                "SELECT g.* FROM (SELECT id, generate_image(struct(*)) AS g FROM prompts) ORDER BY id")
            .collectAsList();

    assertThat(made).hasSize(5);
    for (int i = 0; i < 3; i++) {
      assertThat((byte[]) made.get(i).getAs("image")).isEqualTo((byte[]) job.get(i).get(0));
      assertThat((long) made.get(i).getAs("seed")).isEqualTo(job.get(i).getLong(3));
    }
    for (int i = 3; i < 5; i++) {
      assertThat((byte[]) made.get(i).getAs("image")).isNull();
      assertThat((String) made.get(i).getAs("failure_kind")).isEqualTo("user");
      assertThat((String) made.get(i).getAs("message")).isEqualTo(job.get(i).getString(5));
    }
  }

  @Test
  void aPromptTakesFurtherColumnsByName() {
    Row made =
        spark
            .sql(
                "SELECT g.* FROM (SELECT generate_image('a cross', 'seed', 8, 'steps', 1, 'id',"
                    + " 'c') AS g)")
            .first();

    assertThat((byte[]) made.getAs("image")).isEqualTo((byte[]) job.get(2).get(0));
    assertThatThrownBy(() -> spark.sql("SELECT generate_image('a cross', 'step', 1)"))
        .isInstanceOf(LatentmillException.class)
        .hasMessage("generate_image knows no column step");
    assertThatThrownBy(() -> spark.sql("SELECT generate_image('a cross', 'steps')"))
        .hasMessageStartingWith("generate_image does not take 2 arguments: generate_image(prompt,");
  }

  @Test
  void rowsNameFilesOnlyWhereTheyMay() throws Exception {
    Path image = folder.resolve("init.png");
    Files.write(image, (byte[]) job.get(0).get(0));
    String query =
        "SELECT generate_image('a star', 'seed', 1, 'steps', 2, 'init_image', '%s').message"
            .formatted(image);

    assertThat(spark.sql(query).first().getString(0))
        .startsWith("init_image " + image + " leads beyond the table");
    spark.conf().set("spark.latentmill.input-roots", folder.toString());
    try {
      assertThat(spark.sql(query).first().getString(0)).isNull();
    } finally {
      spark.conf().unset("spark.latentmill.input-roots");
    }
  }

  @Test
  void latentsAreDecodedToTheJobsImage() {
    Row row =
        spark
            .sql(
                "SELECT image.bytes, decode_latents(latents, latents_shape).image FROM made"
                    + " WHERE id = 'a'")
            .first();

    assertThat(difference(row)).isLessThan(0.5);
  }

  @Test
  void imagesAreEncodedAndDecodedAgain() {
    Row row =
        spark
            .sql(
                "SELECT b, decode_latents(e.latents, e.shape).image FROM (SELECT image.bytes AS b,"
                    + " encode_image(image.bytes) AS e FROM made WHERE id = 'a')")
            .first();

    assertThat(difference(row)).isLessThan(MOST_LOST);
    Row bad =
        spark
            .sql(
                "SELECT encode_image(X'00').message,"
                    + " encode_image(CAST(null AS BINARY)).message")
            .first();
    assertThat(bad.getString(0)).startsWith("image: not an image");
    assertThat(bad.getString(1)).isEqualTo("image is null");
  }

  /** x_t = sqrt(1 - b) x + sqrt(b) noise at the first timestep, b = 0.00085 of Stable Diffusion. */
  @Test
  void noiseIsThatOfATimestep() {
    Row row =
        spark
            .sql(
                "SELECT e.latents, add_noise(e.latents, e.shape, 0, 5).latents,"
                    + " add_noise(e.latents, e.shape, 1000, 5).message FROM (SELECT"
                    + " encode_image(image.bytes) AS e FROM made WHERE id = 'a')")
            .first();
    List<Float> clean = row.getList(0);
    List<Float> noisy = row.getList(1);
    double sum = 0;
    for (int i = 0; i < clean.size(); i++) {
      double noise = noisy.get(i) - Math.sqrt(1 - 0.00085) * clean.get(i);
      sum += noise * noise;
    }

    assertThat(Math.sqrt(sum / clean.size())).isCloseTo(Math.sqrt(0.00085), within(0.002));
    assertThat(row.getString(2)).isEqualTo("timestep 1000 is not in 0..999");
  }

  @Test
  void textsAreEncodedAsTheUnetTakesThem() {
    Row row =
        spark
            .sql(
                "SELECT t.*, encode_text(null).message FROM (SELECT encode_text('a red circle')"
                    + " AS t)")
            .first();

    List<Integer> shape = row.getList(1);
    assertThat(shape.get(0)).isEqualTo(77);
    assertThat(row.getList(0)).hasSize(77 * shape.get(1));
    assertThat(row.getString(4)).isNull();
    assertThat(row.getString(5)).isEqualTo("prompt is null");
  }

  @Test
  void scoresAreThoseOfTheReference() throws Exception {
    JsonNode cases = new ObjectMapper().readTree(SCORES.resolve("cases.json").toFile());
    String text = cases.path("prompts").path(0).asText();
    byte[] image =
        Files.readAllBytes(SCORES.resolve("images").resolve(cases.path("images").path(0).asText()));
    double expected;
    try (TensorSource tensors =
        SafetensorsFile.open(
            new org.apache.hadoop.fs.Path(SCORES.resolve("scores.safetensors").toUri()),
            new Configuration(false))) {
      expected = tensors.read("cosine").getFloat(0);
    }
    Dataset<Row> rows =
        spark
            .sql("SELECT id FROM made WHERE id = 'a'")
            .selectExpr(
                "unhex('%s') AS image".formatted(hex(image)), "\"%s\" AS prompt".formatted(text));
    assertThatThrownBy(() -> spark.sql("SELECT clip_score(X'00', 'a')"))
        .hasMessage("clip_score needs spark.latentmill.clip, the folder of a CLIP model");

    Row scored =
        new ClipScorer().setClip(SCORES.resolve("tiny-clip").toString()).transform(rows).first();

    assertThat((double) scored.getAs("clip_score")).isCloseTo(expected, within(1e-4));
  }

  @Test
  void transformersMakeTheSame() {
    Dataset<Row> prompts = spark.table("prompts").sort("id");

    List<Row> images = new TextToImage().setBatchSize(2).transform(prompts).collectAsList();
    Row back =
        new LatentsToImage()
            .setInputCol("z")
            .setShapeCol("z_shape")
            .setOutputCol("decoded")
            .transform(
                new ImageToLatents()
                    .setInputCol("bytes")
                    .setOutputCol("z")
                    .transform(
                        spark.sql(
                            "SELECT image.bytes, 0 AS timestep, seed FROM made WHERE id = 'a'")))
            .select("bytes", "decoded", "z", "z_shape", "timestep", "seed")
            .first();
    Dataset<Row> texts = new TextEncoder().setInputCol("mood").transform(prompts);

    for (int i = 0; i < 3; i++) {
      assertThat((byte[]) images.get(i).getAs("image")).isEqualTo((byte[]) job.get(i).get(0));
      assertThat((String) images.get(i).getAs("image_message")).isNull();
    }
    assertThat((byte[]) images.get(3).getAs("image")).isNull();
    assertThat((String) images.get(3).getAs("image_message")).isEqualTo("steps 0 is not positive");
    assertThat(difference(back)).isLessThan(MOST_LOST);
    assertThat(texts.select("embedding_message").collectAsList())
        .extracting(row -> row.getString(0))
        .containsExactly(null, "prompt is null", null, null, "prompt is null");
    Row noisy =
        new LatentNoise()
            .setInputCols("z", "z_shape", "timestep", "seed")
            .transform(spark.createDataFrame(List.of(back), back.schema()))
            .first();
    assertThat((String) noisy.getAs("noisy_message")).isNull();
  }

  /** In levels of 255, the mean. */
  private static double difference(Row pair) {
    byte[] one = ImageDecoder.decode("one", pair.getAs(0), 1 << 20).rgb();
    byte[] other = ImageDecoder.decode("other", pair.getAs(1), 1 << 20).rgb();
    assertThat(one).hasSameSizeAs(other);
    double sum = 0;
    for (int i = 0; i < one.length; i++) {
      sum += Math.abs((one[i] & 0xff) - (other[i] & 0xff));
    }
    return sum / one.length;
  }

  private static String hex(byte[] bytes) {
    return java.util.HexFormat.of().formatHex(bytes);
  }
}
