package io.latentmill.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentmill.job.LocalSpark;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The training job on the embedded model. */
@ExtendWith(LocalSpark.class)
class TrainCommandTest {
  @TempDir Path folder;

  @BeforeEach
  void draw() throws IOException {
    Files.createDirectories(folder.resolve("images"));
    for (int i = 0; i < 3; i++) {
      BufferedImage image = new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB);
      Graphics2D pen = image.createGraphics();
      pen.setColor(Color.ORANGE);
      pen.fillOval(8 + 4 * i, 8, 40, 40);
      pen.dispose();
      ImageIO.write(image, "png", folder.resolve("images/" + i + ".png").toFile());
      Files.writeString(folder.resolve("images/" + i + ".txt"), "an orange disc\n");
    }
  }

  @Test
  void trainsEveryAdapterAndSaysWhyOthersFailed() throws IOException {
    Path table =
        table(
            row("disc", 0, "an orange disc", ""),
            row("disc", 1, "an orange disc", ""),
            row("own", 2, "an orange disc", ", \"rank\": 2, \"steps\": 2"),
            row("none", 9, "an orange disc", ""),
            row("zero", 0, "an orange disc", ", \"rank\": 0"));
    CommandRun run = train(table, "--method", "lora");
    assertThat(run.out()).isEqualTo("2 adapters trained, 2 failed\n");
    assertThat(run.code()).isEqualTo(3);
    assertThat(run.err()).contains("latentmill: note: disc: step 2 of 4, loss ");
    assertThat(folder.resolve("out/adapters/disc/pytorch_lora_weights.safetensors")).exists();
    assertThat(folder.resolve("out/adapters/disc/README.md")).content().contains("| steps | 4 |");
    assertThat(stored("results.parquet", "adapter", "status", "steps", "message"))
        .containsExactlyInAnyOrder(
            "disc trained 4 null",
            "own trained 2 null",
            "none failed 0 image %s: no such file".formatted(image(9)),
            "zero failed 0 rank 0: must be at least 1");
    assertThat(stored("losses.parquet", "adapter", "step"))
        .containsExactlyInAnyOrder("disc 1", "disc 2", "disc 3", "disc 4", "own 1", "own 2");

    byte[] disc = lora("disc");
    assertThat(train(table, "--method", "lora").code()).isEqualTo(3);
    assertThat(lora("disc")).isEqualTo(disc);
    assertThat(stored("losses.parquet", "adapter", "step")).hasSize(6);
  }

  @Test
  void theSameExamplesGiveTheSameBytesFromAFolder() throws IOException {
    assertThat(train(folder.resolve("images"), "--method", "lora").code()).isZero();
    byte[] first = lora("adapter");
    deleteOutput();
    assertThat(train(folder.resolve("images"), "--method", "lora").code()).isZero();
    assertThat(lora("adapter")).isEqualTo(first);
  }

  @Test
  void aLossThatIsNoNumberEndsTheAdapterAfterItsLastGoodCheckpoint() throws IOException {
    CommandRun run =
        train(
            folder.resolve("images"),
            "--method",
            "lora",
            "--learning-rate",
            "1e30",
            "--warmup-steps",
            "1",
            "--checkpoint-steps",
            "1");
    assertThat(run.code()).isEqualTo(3);
    assertThat(stored("results.parquet", "message", "failure_kind").get(0))
        .matches(
            "step [34]: the loss is (NaN|Infinity) and .*; a lower learning rate may help user");
    assertThat(folder.resolve("out/_latentmill/training/adapter/checkpoint.safetensors")).exists();
    assertThat(folder.resolve("out/adapters/adapter")).doesNotExist();
  }

  @Test
  void refusesWhatCannotServe() throws IOException {
    refused(
        train(folder.resolve("none.jsonl"), "--method", "lora"),
        "Cannot read examples %s/none.jsonl: no such file or folder".formatted(folder));
    refused(
        train(folder.resolve("images"), "--method", "magic"),
        "Invalid value for option '--method': unknown method \"magic\"; known are lora,"
            + " textual-inversion, controlnet, full (see latentmill train --help)");
    Path table = folder.resolve("no-caption.jsonl");
    Files.writeString(table, "{\"image\": \"x.png\"}\n");
    refused(
        train(table, "--method", "lora"),
        "Cannot read examples %s: no column caption among image".formatted(table));
    assertThat(train(folder.resolve("images"), "--method", "lora").code()).isZero();
    CommandRun other = train(folder.resolve("images"), "--method", "lora", "--rank", "8");
    assertThat(other.code()).isEqualTo(2);
    assertThat(other.err()).contains("it was made with other settings: ");
  }

  private static void refused(CommandRun run, String message) {
    assertThat(run.err()).isEqualTo("latentmill: " + message + "\n");
    assertThat(run.code()).isEqualTo(2);
  }

  private CommandRun train(Path examples, String... own) {
    List<String> arguments = new ArrayList<>(List.of("train", "--examples", examples.toString()));
    arguments.addAll(List.of("--output", folder.resolve("out").toString(), "--steps", "4"));
    arguments.addAll(List.of("--train-batch-size", "1", "--seed", "3", "--device", "cpu"));
    if (!Arrays.asList(own).contains("--checkpoint-steps")) {
      arguments.addAll(List.of("--checkpoint-steps", "2"));
    }
    arguments.addAll(List.of(own));
    return CommandRun.of(arguments.toArray(String[]::new));
  }

  private byte[] lora(String adapter) throws IOException {
    return Files.readAllBytes(
        folder.resolve("out/adapters/" + adapter + "/pytorch_lora_weights.safetensors"));
  }

  private Path image(int number) {
    return folder.resolve("images/" + number + ".png");
  }

  private String row(String adapter, int image, String caption, String more) {
    return "{\"adapter\": \"%s\", \"image\": \"%s\", \"caption\": \"%s\"%s}"
        .formatted(adapter, image(image), caption, more);
  }

  private Path table(String... rows) throws IOException {
    Path table = folder.resolve("examples.jsonl");
    Files.writeString(table, String.join("\n", rows) + "\n");
    return table;
  }

  private List<String> stored(String name, String first, String... more) {
    return SparkSession.active()
        .read()
        .parquet(folder.resolve("out").resolve(name).toString())
        .select(first, more)
        .collectAsList()
        .stream()
        .map(TrainCommandTest::text)
        .toList();
  }

  private static String text(Row row) {
    return row.mkString(" ");
  }

  private void deleteOutput() throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve("out"))) {
      for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(file);
      }
    }
  }
}
