package io.latentmill.job.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentmill.job.LocalSpark;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What readers that know nothing of manifests find. */
@ExtendWith(LocalSpark.class)
class ReadersTest {
  @TempDir static Path output;
  private static SparkSession spark;

  @BeforeAll
  static void write(SparkSession local) throws Exception {
    spark = local;
    spark.conf().set("spark.sql.session.timeZone", "UTC");
    SinkFixture.writeChunk(output, "000003-7.1", EnumSet.allOf(SinkFormat.class), true);
  }

  private static Dataset<Row> read(String glob) {
    return spark.read().parquet(output + "/" + glob);
  }

  @Test
  void parquetHoldsEveryRowInPlanOrder() {
    List<String> ids =
        read("data/parquet/*").orderBy("seed").select("id").collectAsList().stream()
            .map(row -> row.getString(0))
            .toList();
    assertThat(ids).isEqualTo(SinkFixture.IDS);
  }

  @Test
  void parquetHoldsTheEncodedBytes() throws Exception {
    Row row = read("data/parquet/*").where("id = 'a/b'").select("image.*").first();
    assertThat((byte[]) row.get(0)).isEqualTo(SinkFixture.png(1));
    assertThat(row.getString(1)).isEqualTo("a_b!c14cddc033f64b9d.png");
    assertThat(read("data/parquet/*").where("image is null").count())
        .isEqualTo(SinkFixture.IDS.size() - SinkFixture.generatedIds().size());
  }

  @Test
  void everyTypePassesThroughUnchanged() {
    List<Row> planned =
        IntStream.range(0, SinkFixture.IDS.size())
            .mapToObj(index -> PlanRows.row(SinkFixture.IDS.get(index), index))
            .toList();
    Column[] columns =
        PlanRows.passthroughNames().stream().map(functions::col).toArray(Column[]::new);
    Dataset<Row> given = spark.createDataFrame(planned, PlanRows.SCHEMA).select(columns);
    Dataset<Row> found = read("data/parquet/*").orderBy("seed").select(columns);
    assertThat(found.schema()).isEqualTo(given.schema());
    assertThat(found.collectAsList()).isEqualTo(given.collectAsList());
  }

  @Test
  void filesMetadataNamesTheImagesBesideIt() throws Exception {
    Map<String, String> named = new TreeMap<>();
    read("data/files/*/metadata.parquet")
        .select("file_name", "image_sha256")
        .collectAsList()
        .forEach(row -> named.put(row.getString(0), row.getString(1)));
    Map<String, String> found = new TreeMap<>();
    try (Stream<Path> paths = Files.list(output.resolve("data/files/000003-7.1"))) {
      for (Path path : paths.filter(path -> path.toString().endsWith(".png")).toList()) {
        found.put(path.getFileName().toString(), Digests.sha256(Files.readAllBytes(path)));
      }
    }
    assertThat(named).isEqualTo(found).hasSize(SinkFixture.generatedIds().size());
    assertThat(read("data/files/*/failed.parquet").where("failure_kind = 'user'").count())
        .isEqualTo(SinkFixture.IDS.size() - SinkFixture.generatedIds().size());
  }

  @Test
  void everySampleOfATarHasTheSameMembers() throws Exception {
    Map<String, List<String>> samples = new TreeMap<>();
    for (int shard = 0; shard < SinkFixture.shards(); shard++) {
      members(shard)
          .forEach(
              (name, bytes) ->
                  samples
                      .computeIfAbsent(name.split("\\.", 2)[0], key -> new ArrayList<>())
                      .add(name.split("\\.", 2)[1]));
    }
    assertThat(samples).hasSize(SinkFixture.generatedIds().size());
    assertThat(samples.values()).containsOnly(List.of("json", "latent.npy", "png", "txt"));
  }

  @Test
  void aTarHoldsTheEncodedBytesAndThePrompt() throws Exception {
    Map<String, byte[]> members = members(0);
    assertThat(members.get("plain.png")).isEqualTo(SinkFixture.png(0));
    assertThat(members.get("plain.txt"))
        .asString()
        .isEqualTo("a red circle on a blue background, no. 0");
    assertThat(members.get("plain.latent.npy"))
        .startsWith(0x93, 'N', 'U', 'M', 'P', 'Y')
        .hasSize(128 + 4 * 2 * 2 * 2);
    assertThat(members.get("plain.json"))
        .asString()
        .startsWith("{\"id\":\"plain\",\"status\":\"generated\",\"failure_kind\":null,")
        .contains("\"p_binary\":\"AQID\"", "\"p_string\":\"text ☃\"");
  }

  @Test
  void theSidecarHoldsEveryRow() throws Exception {
    assertThat(read("_latentmill/sidecar/*/*.parquet").count()).isEqualTo(SinkFixture.IDS.size());
    assertThat(
            Files.readString(
                output.resolve("_latentmill/sidecar/000003-7.1/shard-000000_stats.json")))
        .isEqualToIgnoringWhitespace(
            """
            {"shard": "shard-000000.tar", "count": 5, "generated": 4, "failed": 1,
             "failed_by_kind": {"user": 1, "model": 0, "resource": 0, "internal": 0}}
            """);
  }

  @Test
  void telemetryIsJoinedById() {
    Row row = read("_latentmill/telemetry/*").where("id = 'plain'").first();
    assertThat(row.mkString("|"))
        .isEqualTo("plain|12.5|2|1.25|cpu|driver|000003-7.1/0|0|1|2026-01-02 03:04:05.678901");
  }

  /** As the system's tar unpacks it, in the archive's order. */
  private static Map<String, byte[]> members(int shard) throws Exception {
    Path tar = output.resolve("data/webdataset/000003-7.1/" + WebDatasetFormat.tar(shard));
    Path unpacked = Files.createTempDirectory(output, "unpacked");
    Process process =
        new ProcessBuilder("tar", "-xvf", tar.toString(), "-C", unpacked.toString())
            .redirectErrorStream(true)
            .start();
    List<String> names = process.inputReader().lines().toList();
    assertThat(process.waitFor()).as("tar: %s", names).isZero();
    Map<String, byte[]> members = new LinkedHashMap<>();
    for (String name : names) {
      members.put(name, Files.readAllBytes(unpacked.resolve(name)));
    }
    return members;
  }
}
