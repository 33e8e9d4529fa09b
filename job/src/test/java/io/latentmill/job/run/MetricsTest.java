package io.latentmill.job.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentmill.job.sink.SinkFormat;
import io.latentmill.udf.sql.PipelineCache;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run looks like from outside: Prometheus' pages, Spark's own pages, log lines. */
@Tag("own-spark")
class MetricsTest {
  private static final Path METRICS =
      Path.of(System.getProperty("latentmill.root")).resolve("deploy/metrics");
  private static final Pattern NAME = Pattern.compile("metrics_[A-Za-z0-9_]+");
  private static final String OURS =
      "metrics_latentmill_driver_plugin_io_latentmill_job_run_LatentmillPlugin_run_";

  @TempDir private static Path folder;

  private static final Map<Figure, Long> BEFORE = new EnumMap<>(Figure.class);
  private static SparkSession spark;
  private static final List<Properties> JOBS = Collections.synchronizedList(new ArrayList<>());
  private static final List<String> STAGES = Collections.synchronizedList(new ArrayList<>());

  @BeforeAll
  static void run() throws IOException {
    for (Figure figure : Figure.values()) {
      BEFORE.put(figure, DriverLine.INSTANCE.meters().sum(figure));
    }
    SparkSession.Builder builder =
        SparkSession.builder()
            .master("local[2]")
            .config("spark.plugins", LatentmillPlugin.class.getName())
            .config("spark.sql.shuffle.partitions", 2)
            .config("spark.ui.port", 0);
    Properties settings = new Properties();
    try (InputStream file = Files.newInputStream(METRICS.resolve("prometheus.conf"))) {
      settings.load(file);
    }
    settings.forEach((key, value) -> builder.config(key.toString(), value.toString()));
    spark = builder.getOrCreate();
    spark
        .sparkContext()
        .addSparkListener(
            new SparkListener() {
              @Override
              public void onJobStart(SparkListenerJobStart start) {
                JOBS.add((Properties) start.properties().clone());
                start.stageInfos().foreach(stage -> STAGES.add(stage.name()));
              }
            });
    Path prompts =
        RunFixture.table(
            folder,
            "prompt,seed,steps,sampler",
            List.of("a red star,1,1,ddim", "a blue star,2,1,ddim", "a star,3,1,magic"));
    Generate.run(
        spark,
        RunFixture.options(prompts, folder.resolve("out"), Set.of(SinkFormat.PARQUET)),
        Progress.SILENT);
  }

  @AfterAll
  static void stop() {
    spark.stop();
    PipelineCache.clear();
  }

  @Test
  void prometheusHearsOfTheRun() throws IOException {
    Map<String, Long> metrics = ours();
    assertThat(metrics)
        .containsEntry("images_generated", before(Figure.IMAGES_GENERATED) + 2)
        .containsEntry("rows_failed_user", before(Figure.ROWS_FAILED_USER) + 1)
        .containsEntry("rows_failed_model", before(Figure.ROWS_FAILED_MODEL))
        .containsEntry("shards_written", before(Figure.SHARDS_WRITTEN) + 2);
    assertThat(metrics.get("batches")).isGreaterThan(before(Figure.BATCHES));
    assertThat(metrics.get("device_busy_millis")).isGreaterThan(before(Figure.DEVICE_BUSY_MILLIS));
    assertThat(metrics.get("bytes_written")).isGreaterThan(before(Figure.BYTES_WRITTEN));
  }

  @Test
  void theDashboardAsksForWhatThereIs() throws IOException {
    String pages = page("/metrics/prometheus/") + page("/metrics/executors/prometheus/");
    assertThat(
            NAME.matcher(Files.readString(METRICS.resolve("grafana.json")))
                .results()
                .map(match -> match.group()))
        .hasSizeGreaterThan(10)
        .allSatisfy(name -> assertThat(pages).contains("\n" + name + "{"));
  }

  @Test
  void everyChunkIsAJobAndAStageOfItsOwnName() {
    assertThat(JOBS)
        .extracting(job -> job.getProperty("spark.job.description"))
        .contains("chunk 0: 3 rows in 2 shards", "plan: the prompt table's new rows");
    assertThat(STAGES).contains("chunk 0: 3 rows in 2 shards");
  }

  @Test
  void logLinesOfTasksCarryChunkAndAttempt() {
    assertThat(JOBS).extracting(job -> job.getProperty("mdc.chunk")).contains("000000-1.0");
  }

  /** Other tests have had runs in this process. */
  private static long before(Figure figure) {
    return BEFORE.get(figure);
  }

  private static Map<String, Long> ours() throws IOException {
    Map<String, Long> metrics = new TreeMap<>();
    Pattern line = Pattern.compile(OURS + "(\\w+)_Value\\{type=\"gauges\"} (\\d+)");
    line.matcher(page("/metrics/prometheus/"))
        .results()
        .forEach(match -> metrics.put(match.group(1), Long.parseLong(match.group(2))));
    return metrics;
  }

  private static String page(String path) throws IOException {
    String address = spark.sparkContext().uiWebUrl().get();
    URI local = URI.create("http://127.0.0.1:" + URI.create(address).getPort() + path);
    try (InputStream page = local.toURL().openStream()) {
      return "\n" + new String(page.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
