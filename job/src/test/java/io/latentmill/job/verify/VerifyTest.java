package io.latentmill.job.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latentmill.job.Folders;
import io.latentmill.job.LocalSpark;
import io.latentmill.job.plan.PlanReport;
import io.latentmill.job.run.Gc;
import io.latentmill.job.run.Generate;
import io.latentmill.job.run.PlanOnly;
import io.latentmill.job.run.Progress;
import io.latentmill.job.run.Report;
import io.latentmill.job.run.RunFixture;
import io.latentmill.job.run.RunOptions;
import io.latentmill.job.run.RunOutcome;
import io.latentmill.job.sink.SinkFormat;
import io.latentmill.udf.request.LatentmillException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** One output, damaged in a copy for each test; and the other commands that read an output. */
@ExtendWith(LocalSpark.class)
class VerifyTest {
  private static final String PARQUET = "data/parquet/000001-1.0/train-000002.parquet";
  private static final String OTHER_PARQUET = "data/parquet/000000-1.0/train-000000.parquet";

  @TempDir private static Path shared;
  private static SparkSession spark;
  private static Path prompts;

  @TempDir private Path folder;
  private Path output;

  @BeforeAll
  static void generate(SparkSession local) throws Exception {
    spark = local;
    prompts = RunFixture.table(shared, "id,prompt,seed,steps,sampler,width,height", rows(6));
    RunOutcome outcome = Generate.run(spark, options(shared.resolve("out")), Progress.SILENT);
    assertThat(outcome).isEqualTo(new RunOutcome(6, 1, 6, 1));
  }

  @BeforeEach
  void copy() throws IOException {
    output = folder.resolve("out");
    Folders.copy(shared.resolve("out"), output);
  }

  @Test
  void findsNothingAndRendersTheSamePixels() {
    Verify.Options all =
        new Verify.Options(output.toString(), OptionalDouble.of(1), RunOptions.DeviceChoice.AUTO);
    VerifyReport report = Verify.run(spark, all);
    assertThat(report.findings()).isEmpty();
    assertThat(report.chunks()).isEqualTo(2);
    assertThat(report.rows()).isEqualTo(7);
    assertThat(report.rerendered())
        .contains(
            new VerifyReport.Rerendered(
                6, 6, 0, OptionalInt.of(Runtime.getRuntime().availableProcessors())));
  }

  @Test
  void findsMissingChangedAndCutFiles() throws Exception {
    Files.delete(output.resolve(PARQUET));
    Path changed = output.resolve(OTHER_PARQUET);
    byte[] bytes = Files.readAllBytes(changed);
    bytes[bytes.length / 2] ^= 1;
    Files.write(changed, bytes);
    Path cut = output.resolve("data/parquet/000000-1.0/train-000001.parquet");
    byte[] whole = Files.readAllBytes(cut);
    Files.write(cut, java.util.Arrays.copyOf(whole, whole.length - 1));
    assertThat(findings())
        .containsExactlyInAnyOrder(
            PARQUET + " is missing",
            OTHER_PARQUET + " has another SHA-256 than when it was written",
            "data/parquet/000000-1.0/train-000001.parquet has %d bytes, written were %d"
                .formatted(whole.length - 1, whole.length));
  }

  @Test
  void findsWhatNothingNames() throws Exception {
    Files.copy(output.resolve(PARQUET), output.resolve("data/parquet/000001-1.0/copy.parquet"));
    copyFolder("data/parquet/000001-1.0", "data/parquet/000001-1.7");
    Files.writeString(output.resolve("data/note.txt"), "mine");
    assertThat(findings())
        .containsExactlyInAnyOrder(
            "data/parquet/000001-1.0/copy.parquet is named by no manifest",
            "data/parquet/000001-1.7 is named by no manifest",
            "data/note.txt is named by no manifest");
  }

  @Test
  void findsIdsThatAreThereTwiceAndNotAtAll() throws Exception {
    replace(PARQUET, OTHER_PARQUET);
    assertThat(findings())
        .filteredOn(line -> line.startsWith("id "))
        .hasSize(4)
        .allMatch(line -> line.matches("id \\w+ is planned 1 times and stored [02] times"));
  }

  @Test
  void findsAnImageThatIsNotItsRows() throws Exception {
    List<Path> images;
    try (Stream<Path> files = Files.list(output.resolve("data/files/000000-1.0"))) {
      images = files.filter(file -> file.toString().endsWith(".png")).sorted().toList();
    }
    String first = output.relativize(images.get(0)).toString();
    replace(first, output.relativize(images.get(1)).toString());
    assertThat(findings()).containsExactly(first + " has another SHA-256 than its row tells");
  }

  @Test
  void findsThatAChunkIsStillToBeGenerated() throws Exception {
    Files.delete(output.resolve("_latentmill/manifests/000001-1.json"));
    assertThat(findings())
        .contains(
            "1 of 2 chunks are still to be generated",
            "data/parquet/000001-1.0 is named by no manifest");
  }

  @Test
  void refusesAShareThatIsNone() {
    assertThatThrownBy(
            () -> new Verify.Options("out", OptionalDouble.of(1.5), RunOptions.DeviceChoice.AUTO))
        .isInstanceOf(LatentmillException.class)
        .hasMessage("--rerender 1.5 is not above 0 and at most 1");
  }

  @Test
  void gcRemovesOnlyWhenItIsTold() throws Exception {
    copyFolder("data/parquet/000001-1.0", "data/parquet/000001-1.7");
    Files.writeString(output.resolve("data/note.txt"), "mine");
    List<String> stray = List.of("data/note.txt", "data/parquet/000001-1.7");
    assertThat(Gc.list(output.toString(), new Configuration())).isEqualTo(stray);
    assertThat(output.resolve("data/note.txt")).exists();
    assertThat(Gc.delete(output.toString(), RunOptions.Exclusion.DEFAULTS, new Configuration()))
        .isEqualTo(stray);
    assertThat(output.resolve("data/note.txt")).doesNotExist();
    assertThat(Gc.list(output.toString(), new Configuration())).isEmpty();
    assertThat(findings()).isEmpty();
  }

  @Test
  void reportsAnew() throws Exception {
    Path page = output.resolve("report/index.html");
    Files.delete(page);
    org.apache.hadoop.fs.Path written =
        Report.run(spark, output.toString(), RunOptions.Exclusion.DEFAULTS);
    assertThat(Path.of(written.toUri().getPath())).isEqualTo(page);
    assertThat(Files.readString(page)).contains("6 images from 7 prompts");
  }

  @Test
  void plansWithoutWriting() throws Exception {
    Path absent = folder.resolve("absent");
    PlanReport whole = PlanOnly.run(spark, options(absent), 50, Progress.SILENT);
    assertThat(absent).doesNotExist();
    assertThat(whole.rows()).isEqualTo(7);
    assertThat(whole.invalid()).isEqualTo(1);
    assertThat(whole.chunks()).isEqualTo(2);
    assertThat(whole.deviceHours()).isPositive();

    PlanReport nothing = PlanOnly.run(spark, options(output), 50, Progress.SILENT);
    assertThat(nothing.images()).isZero();
    RunOptions other = options(output);
    RunOptions.Data latents =
        new RunOptions.Data(
            other.data().formats(),
            other.data().image(),
            other.data().quality(),
            !other.data().latents(),
            Optional.empty());
    RunOptions changed = RunFixture.withData(other, latents);
    assertThatThrownBy(() -> PlanOnly.run(spark, changed, 50, Progress.SILENT))
        .isInstanceOf(LatentmillException.class)
        .hasMessageEndingWith(
            "it was made with other settings: options.latents was %s, is %s",
            other.data().latents(), latents.latents());
  }

  private static List<String> rows(int good) {
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < good; i++) {
      rows.add("row%d,a blue star,%d,2,ddim,64,64".formatted(i, i));
    }
    rows.add("bad,a cross,1,2,magic,64,64");
    return rows;
  }

  private static RunOptions options(Path output) {
    return RunFixture.options(prompts, output, Set.of(SinkFormat.PARQUET, SinkFormat.FILES));
  }

  private List<String> findings() {
    return Verify.run(
            spark,
            new Verify.Options(
                output.toString(), OptionalDouble.empty(), RunOptions.DeviceChoice.AUTO))
        .findings();
  }

  private void copyFolder(String from, String to) throws IOException {
    Files.createDirectories(output.resolve(to));
    try (Stream<Path> files = Files.list(output.resolve(from))) {
      for (Path file : files.toList()) {
        Files.copy(file, output.resolve(to).resolve(file.getFileName()));
      }
    }
  }

  /** Puts a file in the place of another, and makes the manifest believe it. */
  private void replace(String file, String by) throws Exception {
    Path target = output.resolve(file);
    String before = digest(target);
    long length = Files.size(target);
    Files.copy(output.resolve(by), target, StandardCopyOption.REPLACE_EXISTING);
    String chunk = target.getParent().getFileName().toString().replaceAll("\\.\\d+$", "");
    Path manifest = output.resolve("_latentmill/manifests/" + chunk + ".json");
    String entry = "\"bytes\":%d,\"sha256\":\"%s\"";
    String old = Files.readString(manifest);
    String changed =
        old.replace(
            entry.formatted(length, before), entry.formatted(Files.size(target), digest(target)));
    assertThat(changed).isNotEqualTo(old);
    Files.writeString(manifest, changed);
  }

  private static String digest(Path file) throws Exception {
    return java.util.HexFormat.of()
        .formatHex(
            java.security.MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
  }
}
