package io.latentmill.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentmill.job.LocalSpark;
import io.latentmill.job.run.LatentmillPlugin;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A training in a process of its own that is killed, and goes on here. */
@ExtendWith(LocalSpark.class)
class KilledTrainingTest {
  private static final long LIMIT_NANOS = Duration.ofMinutes(8).toNanos();

  @TempDir Path folder;

  @Test
  void endsWithTheSameBytesAsOneThatWasNot() throws Exception {
    draw();
    Process process = start("killed");
    try {
      await(folder.resolve("killed/_latentmill/training/adapter/checkpoint.safetensors"), process);
    } finally {
      process.destroyForcibly();
    }
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).isEqualTo(128 + 9);
    assertThat(folder.resolve("killed/adapters")).doesNotExist();

    CommandRun resumed = CommandRun.of(train("killed").toArray(String[]::new));
    assertThat(resumed.code()).as(resumed.err()).isZero();
    assertThat(resumed.err()).containsPattern("note: adapter goes on after step (2|4|6|8|10)\n");
    assertThat(CommandRun.of(train("whole").toArray(String[]::new)).code()).isZero();
    assertThat(lora("killed")).isEqualTo(lora("whole"));
  }

  private void draw() throws IOException {
    Files.createDirectories(folder.resolve("images"));
    BufferedImage image = new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB);
    Graphics2D pen = image.createGraphics();
    pen.setColor(Color.CYAN);
    pen.fillOval(8, 8, 40, 40);
    pen.dispose();
    ImageIO.write(image, "png", folder.resolve("images/a.png").toFile());
    Files.writeString(folder.resolve("images/a.txt"), "a cyan disc");
  }

  private List<String> train(String output) {
    return List.of(
        "train",
        "--examples=" + folder.resolve("images"),
        "--output=" + folder.resolve(output),
        "--method=lora",
        "--steps=12",
        "--checkpoint-steps=2",
        "--train-batch-size=1",
        "--resolution=64",
        "--ema-decay=0.9",
        "--noise-offset=0.1",
        "--flip",
        "--device=cpu",
        "--threads=1",
        "--lease-lapse=5s");
  }

  private Process start(String output) throws IOException {
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("--add-opens") || argument.startsWith("-Dai.djl"))
        .forEach(words::add);
    words.addAll(
        List.of(
            "-Dspark.master=local[1]",
            "-Dspark.ui.enabled=false",
            "-Dspark.plugins=" + LatentmillPlugin.class.getName(),
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName()));
    words.addAll(train(output));
    return new ProcessBuilder(words)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve(output + ".log").toFile())
        .start();
  }

  private void await(Path file, Process process) throws Exception {
    long start = System.nanoTime();
    while (!Files.exists(file)) {
      assertThat(process.isAlive()).as(Files.readString(folder.resolve("killed.log"))).isTrue();
      assertThat(System.nanoTime() - start).isLessThan(LIMIT_NANOS);
      Thread.sleep(20);
    }
  }

  private byte[] lora(String output) throws IOException {
    return Files.readAllBytes(
        folder.resolve(output + "/adapters/adapter/pytorch_lora_weights.safetensors"));
  }
}
