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
    assertThat(run.err())
        .containsPattern(
            "latentmill: note: disc: step 2 of 4, loss [0-9.]+, [0-9.]+ images/s, 0:\\d\\d:\\d\\d left");
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
  void theCommandsThatLookAfterOutputsKnowIt() throws IOException {
    Path table = table(row("disc", 0, "an orange disc", ""), row("late", 9, "a disc", ""));
    assertThat(train(table, "--method", "lora", "--sample-prompts", "a red star").code())
        .isEqualTo(3);
    assertThat(folder.resolve("out/_latentmill/status.json"))
        .content()
        .contains("\"state\" : \"finished\"", "\"exit_code\" : 3", "\"adapters_trained\" : 1");
    assertThat(folder.resolve("out/report/index.html"))
        .content()
        .contains("<polyline", "a red star: before and after", "failed: image ");
    assertThat(folder.resolve("out/_latentmill/samples/disc/000002-0.png")).exists();
    CommandRun whole = look("verify");
    assertThat(whole.out()).startsWith("1 adapters trained, 1 failed, 2 files, ");
    assertThat(whole.out()).endsWith("\ncomplete and undamaged\n");
    assertThat(whole.code()).isZero();

    Path stray = folder.resolve("out/adapters/disc/stray");
    Files.writeString(stray, "");
    assertThat(look("verify").out()).startsWith("adapters/disc/stray is named by no record\n");
    assertThat(look("gc").out()).contains("/adapters/disc/stray\n1 found");
    assertThat(look("gc", "--delete").out()).contains("/adapters/disc/stray\n1 removed");
    assertThat(stray).doesNotExist();

    Files.copy(image(0), image(9));
    assertThat(look("retry", "--where", "model").out()).isEqualTo("1 adapters trained, 1 failed\n");
    CommandRun again = look("retry", "--device", "cpu");
    assertThat(again.out()).isEqualTo("2 adapters trained, 0 failed\n");
    assertThat(again.code()).isZero();
    assertThat(lora("late")).hasSameSizeAs(lora("disc"));

    Files.write(folder.resolve("out/adapters/late/pytorch_lora_weights.safetensors"), new byte[3]);
    CommandRun damaged = look("verify");
    assertThat(damaged.out())
        .startsWith("adapters/late/pytorch_lora_weights.safetensors has 3 bytes, not ");
    assertThat(damaged.code()).isEqualTo(1);
    assertThat(look("report").out()).endsWith("/out/report/index.html\n");
  }

  @Test
  void evaluatesEveryExample() throws IOException {
    Path table = table(row("disc", 0, "an orange disc", ""), row("disc", 9, "nothing", ""));
    CommandRun run = train(table, "--method", "evaluate", "--bands", "4");
    assertThat(run.out()).isEqualTo("2 examples, 1 of them could not be read\n");
    assertThat(run.code()).isEqualTo(3);
    List<Row> rows =
        SparkSession.active()
            .read()
            .parquet(folder.resolve("out").toString())
            .orderBy("id")
            .collectAsList();
    List<Double> bands = rows.get(0).getList(rows.get(0).fieldIndex("denoising_loss_bands"));
    assertThat(bands).hasSize(4).allMatch(loss -> loss > 0);
    double mean = rows.get(0).getAs("denoising_loss");
    assertThat(mean)
        .isEqualTo(bands.stream().mapToDouble(Double::doubleValue).average().orElseThrow());
    assertThat(rows.get(1).<String>getAs("error"))
        .isEqualTo("image %s: no such file".formatted(image(9)));
    refused(
        train(table, "--method", "evaluate"),
        "file:%s is there already; losses go into a new folder".formatted(folder.resolve("out")));
    refused(
        train(
            folder.resolve("images"), "--method", "evaluate", "--bands", "0", "--output", "other"),
        "bands 0: must be 1 to 1000");
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
    if (!Arrays.asList(own).contains("--output")) {
      arguments.addAll(List.of("--output", folder.resolve("out").toString()));
    }
    arguments.addAll(List.of("--steps", "4"));
    arguments.addAll(List.of("--train-batch-size", "1", "--seed", "3", "--device", "cpu"));
    if (!Arrays.asList(own).contains("--checkpoint-steps")) {
      arguments.addAll(List.of("--checkpoint-steps", "2"));
    }
    arguments.addAll(List.of(own));
    return CommandRun.of(arguments.toArray(String[]::new));
  }

  private CommandRun look(String command, String... own) {
    List<String> arguments =
        new ArrayList<>(List.of(command, "--output", folder.resolve("out").toString()));
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
