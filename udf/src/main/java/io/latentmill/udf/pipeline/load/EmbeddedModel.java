package io.latentmill.udf.pipeline.load;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The small trained model in this jar: text to coloured shapes, 128x128. Unpacked once per process,
 * and removed when the process ends.
 */
final class EmbeddedModel {
  /** Its name, which is also its resource folder. */
  static final String NAME = "shapes-sd";

  private static final List<String> FILES =
      List.of(
          "latentmill.properties",
          "model_index.json",
          "scheduler/scheduler_config.json",
          "text_encoder/config.json",
          "text_encoder/model.safetensors",
          "tokenizer/merges.txt",
          "tokenizer/special_tokens_map.json",
          "tokenizer/tokenizer_config.json",
          "tokenizer/vocab.json",
          "unet/config.json",
          "unet/diffusion_pytorch_model.safetensors",
          "vae/config.json",
          "vae/diffusion_pytorch_model.safetensors");

  private EmbeddedModel() {}

  private static final class Unpacked {
    private static final Path FOLDER = unpack();
  }

  static String path() {
    return Unpacked.FOLDER.toUri().toString();
  }

  private static Path unpack() {
    try {
      Path parent = Files.createTempDirectory("latentmill-");
      Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(parent)));
      Path folder = parent.resolve(NAME);
      for (String file : FILES) {
        Path target = folder.resolve(file);
        Files.createDirectories(target.getParent());
        try (InputStream in = EmbeddedModel.class.getResourceAsStream(NAME + "/" + file)) {
          Files.copy(in, target);
        }
      }
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot unpack the embedded model", e);
    }
  }

  private static void remove(Path folder) {
    try (Stream<Path> paths = Files.walk(folder)) {
      paths.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
