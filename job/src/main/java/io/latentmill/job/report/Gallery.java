package io.latentmill.job.report;

import io.latentmill.job.ledger.Manifest;
import io.latentmill.job.report.ReportFacts.Tile;
import io.latentmill.job.sink.SinkFormat;
import io.latentmill.job.sink.stored.ShownShard;
import io.latentmill.job.sink.stored.StoredImages;
import io.latentmill.udf.image.ImageFormat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/**
 * Picks a bounded number of images for the report, a few from each of some shards that lie evenly
 * over the output: only these shards are read, however large the data set.
 */
final class Gallery {
  private static final int SHARDS = 12;
  private static final int IMAGES = 60;

  private final SparkSession spark;
  private final Path output;

  Gallery(SparkSession spark, Path output) {
    this.spark = spark;
    this.output = output;
  }

  List<Tile> tiles(Iterable<Manifest> manifests) throws IOException {
    List<ShownShard> sources = new ArrayList<>();
    manifests.forEach(manifest -> sources.addAll(sources(manifest)));
    List<ShownShard> picked = evenly(sources);
    List<Tile> tiles = new ArrayList<>();
    for (ShownShard source : picked) {
      tiles.addAll(tiles(source, (IMAGES + picked.size() - 1) / picked.size()));
    }
    return tiles;
  }

  /** Of a format whose images a page can link to, if there is one. */
  private static List<ShownShard> sources(Manifest manifest) {
    return Stream.of(SinkFormat.values())
        .filter(format -> manifest.output(format.label()).isPresent())
        .map(SinkFormat::format)
        .min(Comparator.comparing(format -> format.imageFiles(manifest).isEmpty()))
        .map(format -> format.shown(manifest))
        .orElse(List.of());
  }

  private static List<ShownShard> evenly(List<ShownShard> sources) {
    int count = Math.min(SHARDS, sources.size());
    List<ShownShard> picked = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      picked.add(sources.get((int) ((long) i * sources.size() / count)));
    }
    return picked;
  }

  private List<Tile> tiles(ShownShard source, int limit) throws IOException {
    List<Row> rows = generated(source.rows(), limit).collectAsList();
    return source.linked().isPresent()
        ? linked(rows, source.linked().get())
        : embedded(rows, source.images());
  }

  private Dataset<Row> generated(String path, int limit) {
    return spark
        .read()
        .parquet(new Path(output, path).toString())
        .where(functions.col("status").equalTo("generated"))
        .limit(limit);
  }

  private static List<Tile> linked(List<Row> rows, String directory) {
    return rows.stream()
        .map(row -> tile(row, "../" + directory + "/" + row.<String>getAs("file_name")))
        .toList();
  }

  private List<Tile> embedded(List<Row> rows, ShownShard.Opener opener) throws IOException {
    List<Tile> tiles = new ArrayList<>();
    try (StoredImages images = opener.open(output, spark.sessionState().newHadoopConf())) {
      for (Row row : rows) {
        tiles.add(tile(row, uri(row, images.image(row))));
      }
    }
    return tiles;
  }

  private static String uri(Row row, byte[] image) {
    return Thumbnail.dataUri(row.getAs("id"), image, ImageFormat.ofLabel(row.getAs("format")));
  }

  private static Tile tile(Row row, String source) {
    String sampler = row.getAs("sampler");
    return new Tile(
        row.getAs("id"),
        row.getAs("prompt"),
        row.<Long>getAs("seed"),
        sampler == null ? ReportCollector.OWN_SAMPLER : sampler,
        row.<Integer>getAs("steps"),
        row.<Double>getAs("guidance_scale"),
        row.<Integer>getAs("width"),
        row.<Integer>getAs("height"),
        source);
  }
}
