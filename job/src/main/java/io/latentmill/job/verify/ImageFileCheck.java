package io.latentmill.job.verify;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.input_file_name;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.regexp_extract;

import io.latentmill.job.ledger.AttemptOutput;
import io.latentmill.job.ledger.Manifest;
import io.latentmill.job.sink.MetadataFiles;
import io.latentmill.job.sink.SinkFormat;
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
 * Of the format {@code files}: each image belongs to a row and has the digest that the row tells,
 * each generated row has its image.
 */
final class ImageFileCheck {
  private static final String PARQUET = ".parquet";
  private static final String ATTEMPT = "attempt";
  private static final StructType FILES =
      new StructType()
          .add(ATTEMPT, DataTypes.StringType)
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
    List<Manifest> withImages =
        manifests.stream()
            .filter(manifest -> manifest.output(SinkFormat.FILES.label()).isPresent())
            .toList();
    if (!withImages.isEmpty()) {
      rows(withImages)
          .join(
              files(withImages),
              col("row_attempt").equalTo(col(ATTEMPT)).and(col("file_name").equalTo(col("name"))),
              "full_outer")
          .filter(not(col("sha256").eqNullSafe(col("image_sha256"))))
          .collectAsList()
          .forEach(row -> findings.add(line(row)));
    }
  }

  private Dataset<Row> rows(List<Manifest> manifests) {
    String[] paths =
        manifests.stream()
            .map(MetadataFiles::imageFolder)
            .map(path -> new Path(output, path).toString())
            .toArray(String[]::new);
    return spark
        .read()
        .schema(ROWS)
        .parquet(paths)
        .withColumn("row_attempt", regexp_extract(input_file_name(), "/([^/]+)/[^/]+$", 1));
  }

  private Dataset<Row> files(List<Manifest> manifests) {
    List<Row> files = manifests.stream().flatMap(ImageFileCheck::images).toList();
    return spark.createDataFrame(files, FILES);
  }

  private static Stream<Row> images(Manifest manifest) {
    AttemptOutput images = manifest.output(SinkFormat.FILES.label()).orElseThrow();
    return images.files().stream()
        .filter(file -> !file.name().endsWith(PARQUET))
        .map(file -> RowFactory.create(manifest.attempt().toString(), file.name(), file.sha256()));
  }

  private static String line(Row row) {
    String file = row.getAs("name");
    String named = row.getAs("file_name");
    if (file == null) {
      return "data/files/%s/%s is named by a row and is no file"
          .formatted(row.getAs("row_attempt"), named);
    }
    String path = "data/files/%s/%s".formatted(row.getAs(ATTEMPT), file);
    return named == null
        ? path + " belongs to no row"
        : path + " has another SHA-256 than its row tells";
  }
}
