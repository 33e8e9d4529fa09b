package io.latentmill.job.train;

import io.latentmill.job.train.ExampleRow.StoredImage;
import io.latentmill.udf.request.LatentmillException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The examples as rows: a Parquet, CSV or JSON lines table by its extension, or an image folder,
 * whose metadata table or text files beside the images say the captions.
 */
final class ExampleTable {
  /** The adapter of tables that name none. */
  static final String ONLY = "adapter";

  private static final List<String> CAPTIONS = List.of("caption", "text", "prompt");

  private final Dataset<Row> table;
  private final String subject;
  private final String imageFolder;

  private ExampleTable(Dataset<Row> table, String subject, String imageFolder) {
    this.table = table;
    this.subject = subject;
    this.imageFolder = imageFolder;
  }

  /**
   * Opens them.
   *
   * @throws LatentmillException (user) naming what cannot be read or is missing
   */
  static JavaRDD<ExampleRow> read(SparkSession spark, String path, Configuration configuration) {
    ImageFolder folder = ImageFolder.look(path, configuration);
    if (folder.images().isPresent()) {
      return JavaSparkContext.fromSparkContext(spark.sparkContext())
          .parallelize(folder.captioned(configuration));
    }
    Path file = folder.metadata().orElse(new Path(path));
    Dataset<Row> table = open(spark, file.toString());
    String base = folder.metadata().isPresent() ? path : "";
    return new ExampleTable(table, path, base).rows();
  }

  private static Dataset<Row> open(SparkSession spark, String path) {
    try {
      if (path.endsWith(".csv")) {
        return spark
            .read()
            .option("header", true)
            .option("multiLine", true)
            .option("escape", "\"")
            .csv(path);
      }
      return path.matches(".*\\.(jsonl|json|ndjson)")
          ? spark.read().json(path)
          : spark.read().parquet(path);
    } catch (Exception e) {
      // Spark's methods throw checked exceptions that they do not declare to Java.
      throw LatentmillException.user(
          "Cannot read examples %s: %s",
          path, String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
    }
  }

  private JavaRDD<ExampleRow> rows() {
    Column image = required(imageFolder.isEmpty() ? List.of("image") : List.of("file_name"));
    Column caption = required(CAPTIONS);
    Dataset<Row> known =
        table
            .filter(image.isNotNull())
            .select(
                text("id").as("id"),
                text("adapter").as("adapter"),
                image.as("image"),
                caption.cast(DataTypes.StringType).as("caption"),
                column("hint").orElse(functions.lit(null)).as("hint"),
                number("weight", DataTypes.DoubleType).as("weight"),
                number("rank", DataTypes.IntegerType).as("rank"),
                number("steps", DataTypes.IntegerType).as("steps"),
                number("learning_rate", DataTypes.DoubleType).as("learning_rate"));
    DataType imageType = known.schema().apply("image").dataType();
    DataType hintType = known.schema().apply("hint").dataType();
    String base = imageFolder;
    return known.javaRDD().map(row -> row(row, imageType, hintType, base));
  }

  private static ExampleRow row(Row row, DataType image, DataType hint, String base) {
    String adapter = row.getAs("adapter");
    String caption = row.getAs("caption");
    Double weight = row.getAs("weight");
    return new ExampleRow(
        row.getAs("id"),
        adapter == null ? ONLY : adapter,
        image(row, 2, image, base),
        caption == null ? "" : caption,
        row.isNullAt(4) ? null : image(row, 4, hint, base),
        weight == null ? 1 : weight,
        row.getAs("rank"),
        row.getAs("steps"),
        row.getAs("learning_rate"));
  }

  private static StoredImage image(Row row, int index, DataType type, String base) {
    if (type instanceof BinaryType) {
      return new StoredImage(null, row.getAs(index));
    } else if (type instanceof StructType) {
      Row struct = row.getStruct(index);
      byte[] bytes = struct.getAs("bytes");
      return new StoredImage(bytes == null ? struct.getAs("path") : null, bytes);
    }
    String path = row.getString(index);
    return new StoredImage(base.isEmpty() ? path : base + "/" + path, null);
  }

  private Column required(List<String> names) {
    return names.stream()
        .map(this::column)
        .flatMap(Optional::stream)
        .findFirst()
        .orElseThrow(
            () ->
                LatentmillException.user(
                    "Cannot read examples %s: no column %s among %s",
                    subject, names.get(0), String.join(", ", table.columns())));
  }

  private Optional<Column> column(String name) {
    return Arrays.asList(table.columns()).contains(name)
        ? Optional.of(table.col("`" + name + "`"))
        : Optional.empty();
  }

  private Column text(String name) {
    return column(name).orElse(functions.lit(null)).cast(DataTypes.StringType);
  }

  private Column number(String name, DataType type) {
    return column(name).orElse(functions.lit(null)).cast(type);
  }
}
