package io.latentmill.job.report;

import io.latentmill.job.ledger.DataFile;
import io.latentmill.job.ledger.Manifest;
import io.latentmill.job.report.ReportFacts.Tile;
import io.latentmill.job.sink.TarMembers;
import io.latentmill.udf.image.ImageFormat;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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

  /** A file with generated rows, and where its images are. */
  private record Source(String format, String directory, DataFile file) {
    String path() {
      return directory + "/" + file.name();
    }
  }

  private final SparkSession spark;
  private final Path output;

  Gallery(SparkSession spark, Path output) {
    this.spark = spark;
    this.output = output;
  }

  List<Tile> tiles(Iterable<Manifest> manifests) throws IOException {
    List<Source> sources = new ArrayList<>();
    manifests.forEach(manifest -> sources.addAll(sources(manifest)));
    List<Source> picked = evenly(sources);
    List<Tile> tiles = new ArrayList<>();
    for (Source source : picked) {
      tiles.addAll(tiles(source, (IMAGES + picked.size() - 1) / picked.size()));
    }
    return tiles;
  }

  private static List<Source> sources(Manifest manifest) {
    return of(manifest, "files", "metadata.parquet")
        .or(() -> of(manifest, "parquet", ".parquet"))
        .or(() -> of(manifest, "webdataset", ".tar"))
        .orElse(List.of());
  }

  private static Optional<List<Source>> of(Manifest manifest, String format, String ending) {
    return manifest
        .output(format)
        .map(
            output ->
                output.files().stream()
                    .filter(file -> file.name().endsWith(ending) && file.rows() > 0)
                    .map(file -> new Source(format, output.directory(), file))
                    .toList());
  }

  private static List<Source> evenly(List<Source> sources) {
    int count = Math.min(SHARDS, sources.size());
    List<Source> picked = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      picked.add(sources.get((int) ((long) i * sources.size() / count)));
    }
    return picked;
  }

  private List<Tile> tiles(Source source, int limit) throws IOException {
    return switch (source.format()) {
      case "files" -> linked(source, limit);
      case "parquet" -> embedded(source, limit);
      default -> archived(source, limit);
    };
  }

  private Dataset<Row> generated(String path, int limit) {
    return spark
        .read()
        .parquet(new Path(output, path).toString())
        .where(functions.col("status").equalTo("generated"))
        .limit(limit);
  }

  private List<Tile> linked(Source source, int limit) {
    List<Tile> tiles = new ArrayList<>();
    for (Row row : generated(source.path(), limit).collectAsList()) {
      String name = row.getAs("file_name");
      tiles.add(tile(row, "../" + source.directory() + "/" + name));
    }
    return tiles;
  }

  private List<Tile> embedded(Source source, int limit) {
    List<Tile> tiles = new ArrayList<>();
    for (Row row : generated(source.path(), limit).collectAsList()) {
      Row image = row.getAs("image");
      tiles.add(tile(row, uri(row, image.getAs("bytes"))));
    }
    return tiles;
  }

  private List<Tile> archived(Source source, int limit) throws IOException {
    String sidecar =
        source
            .path()
            .replace("data/webdataset/", "_latentmill/sidecar/")
            .replace(".tar", ".parquet");
    List<Row> rows = generated(sidecar, limit).collectAsList();
    Set<String> names = new HashSet<>();
    rows.forEach(row -> names.add(row.getAs("file_name")));
    Path tar = new Path(output, source.path());
    Map<String, byte[]> images;
    try (InputStream archive =
        tar.getFileSystem(spark.sparkContext().hadoopConfiguration()).open(tar)) {
      images = TarMembers.read(archive, names);
    }
    List<Tile> tiles = new ArrayList<>();
    for (Row row : rows) {
      tiles.add(tile(row, uri(row, images.get(row.<String>getAs("file_name")))));
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
