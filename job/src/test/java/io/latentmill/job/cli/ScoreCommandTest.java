package io.latentmill.job.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.latentmill.job.LocalSpark;
import io.latentmill.job.cluster.Checkout;
import io.latentmill.udf.weights.SafetensorsFile;
import io.latentmill.udf.weights.TensorSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Scores of the references' images, by the references' models. */
@ExtendWith(LocalSpark.class)
class ScoreCommandTest {
  private static final Path GOLDENS = Checkout.goldens("scores");

  @TempDir static Path folder;

  private static SparkSession spark;
  private static JsonNode cases;

  @BeforeAll
  static void start(SparkSession local) throws IOException {
    spark = local;
    cases = new ObjectMapper().readTree(GOLDENS.resolve("cases.json").toFile());
  }

  @Test
  void scoresTheRowsOfATable() throws IOException {
    StructType image =
        new StructType().add("bytes", DataTypes.BinaryType).add("path", DataTypes.StringType);
    StructType schema =
        new StructType()
            .add("id", DataTypes.StringType)
            .add("image", image)
            .add("prompt", DataTypes.StringType);
    String prompt = cases.path("prompts").path(0).asText();
    List<Row> rows = new ArrayList<>();
    for (JsonNode name : cases.path("images")) {
      byte[] bytes = Files.readAllBytes(GOLDENS.resolve("images").resolve(name.asText()));
      rows.add(RowFactory.create(name.asText(), RowFactory.create(bytes, null), prompt));
    }
    String table = folder.resolve("table.parquet").toString();
    spark.createDataFrame(rows, schema).write().parquet(table);

    CommandRun run =
        score(
            table,
            "of-table",
            "--clip",
            model("clip"),
            "--aesthetic",
            model("aesthetic"),
            "--safety",
            model("safety_checker"),
            "--embeddings",
            "--batch-size",
            "2");

    assertThat(run.err()).isEmpty();
    assertThat(run.code()).isZero();
    ByteBuffer cosines = reference("cosine");
    ByteBuffer aesthetic = reference("aesthetic");
    ByteBuffer flagged = reference("flagged");
    for (int i = 0; i < rows.size(); i++) {
      Row scores = only("of-table", "id = '%s'".formatted(rows.get(i).getString(0)));
      int prompts = cases.path("prompts").size();
      assertThat((double) scores.getAs("clip_score"))
          .isCloseTo(cosines.getFloat(4 * i * prompts), within(1e-4));
      assertThat((double) scores.getAs("aesthetic"))
          .isCloseTo(aesthetic.getFloat(4 * i), within(1e-4));
      assertThat((boolean) scores.getAs("unsafe")).isEqualTo(flagged.getInt(4 * i) == 1);
      assertThat(scores.getList(scores.fieldIndex("embedding"))).hasSize(24);
      assertThat((String) scores.getAs("error")).isNull();
    }
  }

  @Test
  void scoresAFolderOfImagesAndSaysWhichCannotBeRead() throws IOException {
    Path images = Files.createDirectories(folder.resolve("images/below"));
    Files.copy(GOLDENS.resolve("images/noise.png"), images.resolve("noise.png"));
    Files.writeString(images.resolve("broken.PNG"), "no image");
    Files.writeString(images.resolve("notes.txt"), "not to be looked at");

    CommandRun run = score(images.getParent().toString(), "of-folder");

    assertThat(run.code()).isEqualTo(3);
    assertThat(run.out()).isEqualTo("2 images, 1 of them could not be read%n".formatted());
    Row noise = only("of-folder", "path like '%noise.png'");
    assertThat((String) noise.getAs("phash")).isEqualTo("a1370c75cb8795a3");
    assertThat((double) noise.getAs("brightness")).isCloseTo(128.3435, within(1e-4));
    assertThat(noise.schema().fieldNames())
        .containsExactly("path", "phash", "sharpness", "brightness", "contrast", "error");
    Row broken = only("of-folder", "path like '%broken.PNG'");
    assertThat((String) broken.getAs("error")).contains("image");
    assertThat((String) broken.getAs("phash")).isNull();
  }

  @Test
  void refusesBeforeAnyWork() throws IOException {
    String images = GOLDENS.resolve("images").toString();
    assertRefused("CLIP", "--aesthetic", model("aesthetic"));
    assertRefused("--embeddings needs --clip", "--embeddings");
    assertRefused("--batch-size 0", "--batch-size", "0");
    assertRefused(
        "vision_config", "--clip", GOLDENS.resolve("../checkpoints/tiny-sd1/unet").toString());
    assertThat(score(GOLDENS.resolve("nothing").toString(), "none").err()).contains("nothing");
    Files.createDirectories(folder.resolve("there"));
    CommandRun there = score(images, "there");
    assertThat(there.code()).isEqualTo(2);
    assertThat(there.err()).contains("is there already");
  }

  private static void assertRefused(String message, String... options) {
    CommandRun run = score(GOLDENS.resolve("images").toString(), "refused", options);
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains(message);
    assertThat(folder.resolve("refused")).doesNotExist();
  }

  private static CommandRun score(String input, String output, String... options) {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("score", "--input", input, "--device", "cpu", "--output"));
    arguments.add(folder.resolve(output).toString());
    arguments.addAll(List.of(options));
    return CommandRun.of(arguments.toArray(String[]::new));
  }

  private static String model(String key) {
    return GOLDENS.resolve(cases.path(key).asText()).toString();
  }

  private static ByteBuffer reference(String name) {
    org.apache.hadoop.fs.Path file =
        new org.apache.hadoop.fs.Path(GOLDENS.resolve("scores.safetensors").toUri());
    try (TensorSource tensors = SafetensorsFile.open(file, new Configuration(false))) {
      return tensors.read(name);
    }
  }

  private static Row only(String output, String where) {
    List<Row> rows =
        spark.read().parquet(folder.resolve(output).toString()).filter(where).collectAsList();
    assertThat(rows).hasSize(1);
    return rows.get(0);
  }
}
