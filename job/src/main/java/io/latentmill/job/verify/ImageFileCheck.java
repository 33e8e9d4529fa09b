package io.latentmill.job.verify;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.input_file_name;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.regexp_extract;

import io.latentmill.job.ledger.Manifest;
import io.latentmill.job.sink.SinkFormat;
import io.latentmill.job.sink.stored.ImageFiles;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Of formats whose images are files of their own: each belongs to a row and has the digest that the
 * row tells, each generated row has its image.
 */
final class ImageFileCheck {
  private static final String DIRECTORY = "directory";
  private static final String DIRECTORY_IN_PATH = "/(data/[^/]+/[^/]+)/[^/]+$";
  private static final StructType FILES =
      new StructType()
          .add(DIRECTORY, DataTypes.StringType)
          .add("name", DataTypes.StringType)
          .add("sha256", DataTypes.StringType);
  private static final StructType ROWS =
      new StructType()
          .add("file_name", DataTypes.StringType)
          .add("image_sha256", DataTypes.StringType);

  private final SparkSession spark;
  private final Path output;
  private final Findings findings;

  ImageFileCheck(SparkSession spark, Path output, Findings findings) {
    this.spark = spark;
    this.output = output;
    this.findings = findings;
  }

  /** Checks chunks whose files are as they were written. */
  void check(List<Manifest> manifests) {
    List<ImageFiles> images = manifests.stream().flatMap(ImageFileCheck::images).toList();
    if (!images.isEmpty()) {
      rows(images)
          .join(
              files(images),
              col("row_directory")
                  .equalTo(col(DIRECTORY))
                  .and(col("file_name").equalTo(col("name"))),
              "full_outer")
          .filter(not(col("sha256").eqNullSafe(col("image_sha256"))))
          .collectAsList()
          .forEach(row -> findings.add(line(row)));
    }
  }

  private static Stream<ImageFiles> images(Manifest manifest) {
    return Stream.of(SinkFormat.values())
        .filter(format -> manifest.output(format.label()).isPresent())
        .flatMap(format -> format.format().imageFiles(manifest).stream());
  }

  private Dataset<Row> rows(List<ImageFiles> images) {
    String[] paths =
        images.stream()
            .map(chunk -> new Path(output, chunk.rows()).toString())
            .toArray(String[]::new);
    return spark
        .read()
        .schema(ROWS)
        .parquet(paths)
        .withColumn("row_directory", regexp_extract(input_file_name(), DIRECTORY_IN_PATH, 1));
  }

  private Dataset<Row> files(List<ImageFiles> images) {
    List<Row> files =
        images.stream()
            .flatMap(
                chunk ->
                    chunk.images().stream()
                        .map(
                            file ->
                                RowFactory.create(chunk.directory(), file.name(), file.sha256())))
            .toList();
    return spark.createDataFrame(files, FILES);
  }

  private static String line(Row row) {
    String file = row.getAs("name");
    String named = row.getAs("file_name");
    if (file == null) {
      return "%s/%s is named by a row and is no file".formatted(row.getAs("row_directory"), named);
    }
    String path = row.getAs(DIRECTORY) + "/" + file;
    return named == null
        ? path + " belongs to no row"
        : path + " has another SHA-256 than its row tells";
  }
}
