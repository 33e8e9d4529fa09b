package io.latentmill.udf.weights;

import static io.latentmill.udf.weights.Fixtures.assertModelFailure;
import static io.latentmill.udf.weights.Fixtures.goldens;
import static io.latentmill.udf.weights.Fixtures.hadoop;
import static io.latentmill.udf.weights.Fixtures.write;
import static io.latentmill.udf.weights.Fixtures.writeVectors;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFilesTest {
  private static final Configuration REMOTE = CountingFileSystem.configuration();

  @TempDir Path cache;
  @TempDir Path models;

  private final Path unet = Path.of("unet", "diffusion_pytorch_model.safetensors");

  @BeforeEach
  void writeModel() {
    write(
        models.resolve("m/model_index.json"),
        "{\"unet\":[\"diffusers\",\"UNet2DConditionModel\"]}");
    write(models.resolve("m/unet/config.json"), "{}");
    writeVectors(models.resolve("m").resolve(unet), "a");
    writeVectors(models.resolve("m/unet/diffusion_pytorch_model.fp16.safetensors"), "a");
    write(models.resolve("m/unet/diffusion_pytorch_model.bin"), "pickled");
  }

  private ModelFiles files() {
    return new ModelFiles(REMOTE, cache);
  }

  private static org.apache.hadoop.fs.Path remote(Path path) {
    return new org.apache.hadoop.fs.Path("counting://" + path);
  }

  private Path localise(String name) {
    return Path.of(files().localise(remote(models.resolve(name))).toUri().getPath());
  }

  private static List<String> relativeFiles(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> folder.relativize(file).toString())
          .sorted()
          .toList();
    }
  }

  @Test
  void leavesLocalModelsWhereTheyAre() throws IOException {
    org.apache.hadoop.fs.Path local = hadoop(goldens("checkpoints/tiny-sd1"));
    assertThat(files().localise(local)).isEqualTo(local);
    assertThat(relativeFiles(cache)).isEmpty();
  }

  @Test
  void fetchesOnlyWhatIsUsedAndThatOnce() throws IOException {
    Path local = localise("m");
    assertThat(relativeFiles(local))
        .containsExactly("model_index.json", "unet/config.json", unet.toString());
    assertThat(local.resolve(unet)).hasSameBinaryContentAs(models.resolve("m").resolve(unet));
    String weights = models.resolve("m").resolve(unet).toString();
    assertThat(CountingFileSystem.OPENED).containsEntry(weights, 1);
    assertThat(localise("m")).isEqualTo(local);
    assertThat(CountingFileSystem.OPENED).containsEntry(weights, 1);
  }

  @Test
  void fetchesAChangedModelAnew() throws IOException {
    Path before = localise("m");
    writeVectors(models.resolve("m").resolve(unet), "a", "b");
    Path after = localise("m");
    assertThat(after).isNotEqualTo(before);
    assertThat(after.resolve(unet)).hasSameBinaryContentAs(models.resolve("m").resolve(unet));
  }

  @Test
  void executorsOfAHostFetchOnceBetweenThem() throws Exception {
    ExecutorService executors = Executors.newFixedThreadPool(8);
    try {
      Callable<Path> task = () -> localise("m");
      List<Future<Path>> paths =
          executors.invokeAll(IntStream.range(0, 8).mapToObj(i -> task).toList());
      for (Future<Path> path : paths) {
        assertThat(path.get()).isEqualTo(paths.get(0).get());
      }
    } finally {
      executors.shutdownNow();
    }
    assertThat(CountingFileSystem.OPENED)
        .containsEntry(models.resolve("m").resolve(unet).toString(), 1);
  }

  @Test
  void aFetchThatWasCutOffIsDoneAgain() throws IOException {
    Path local = localise("m");
    Files.move(local.resolve(unet), local.resolve(unet + ".part"));
    write(local.resolve(unet + ".part"), "half of it");
    localise("m");
    assertThat(local.resolve(unet)).hasSameBinaryContentAs(models.resolve("m").resolve(unet));
    assertThat(local.resolve(unet + ".part")).doesNotExist();
  }

  @Test
  void fetchesAFileWithTheConfigurationBesideIt() throws IOException {
    Path local = localise("m/unet/diffusion_pytorch_model.fp16.safetensors");
    assertThat(relativeFiles(local.getParent()))
        .containsExactly("config.json", "diffusion_pytorch_model.fp16.safetensors");
  }

  @Test
  void fetchesALoneNetwork() throws IOException {
    assertThat(relativeFiles(localise("m/unet")))
        .containsExactly("config.json", "diffusion_pytorch_model.safetensors");
  }

  @Test
  void namesAModelThatIsNotThere() {
    assertModelFailure(
        () -> localise("absent"), "Cannot open counting:%s/absent: no such file", models);
  }

  @Test
  void whatWasFetchedOpensAsTheModel() {
    Checkpoint checkpoint =
        Checkpoint.open(hadoop(localise("m")), Optional.empty(), Fixtures.HADOOP);
    try (TensorSource weights = checkpoint.weights(Component.UNET)) {
      assertThat(weights.names()).containsExactly("a");
    }
  }
}
