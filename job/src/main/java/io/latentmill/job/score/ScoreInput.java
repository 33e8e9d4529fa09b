package io.latentmill.job.score;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.latentmill.udf.request.FailureKind;
import io.latentmill.udf.request.LatentmillException;
import java.io.IOException;
import java.util.Arrays;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The images to score, as a table of {@link #KEY}, {@link #BYTES}, {@link #FILE} and {@link
 * #PROMPT}.
 */
final class ScoreInput {
  static final String KEY = "key";
  static final String BYTES = "bytes";
  static final String FILE = "file";
  static final String PROMPT = "prompt";

  private static final String IMAGES = "*.{png,jpg,jpeg,webp,gif,bmp,PNG,JPG,JPEG,WEBP,GIF,BMP}";

  private final SparkSession spark;
  private final String path;

  private ScoreInput(SparkSession spark, String path) {
    this.spark = spark;
    this.path = path;
  }

  /**
   * Opens an input.
   *
   * @param keyName the name that the key has: {@code id} of a table that has one, else {@code path}
   */
  record Opened(Dataset<Row> rows, String keyName) {}

  /**
   * Opens a table, or a folder of images where no file is Parquet.
   *
   * @throws LatentmillException (user) naming the input if it is neither
   */
  static Opened open(SparkSession spark, String path) {
    ScoreInput input = new ScoreInput(spark, path);
    return input.holdsParquet() ? input.table() : input.folder();
  }

  private boolean holdsParquet() {
    Path root = new Path(path);
    try {
      FileSystem files = root.getFileSystem(spark.sessionState().newHadoopConf());
      boolean any = false;
      RemoteIterator<LocatedFileStatus> all = files.listFiles(root, true);
      while (all.hasNext()) {
        String name = all.next().getPath().getName();
        if (name.endsWith(".parquet")) {
          return true;
        }
        any |= name.matches("(?i).*\\.(png|jpe?g|webp|gif|bmp)");
      }
      if (!any) {
        throw LatentmillException.user(
            "Cannot score %s: it holds neither Parquet files nor images", path);
      }
      return false;
    } catch (IOException e) {
      throw new LatentmillException(
          FailureKind.USER, "Cannot read %s: %s".formatted(path, e.getMessage()), e);
    }
  }

  private Opened folder() {
    Dataset<Row> files =
        spark
            .read()
            .format("binaryFile")
            .option("pathGlobFilter", IMAGES)
            .option("recursiveFileLookup", true)
            .load(path);
    return new Opened(
        files.select(
            col("path").as(KEY), col("content").as(BYTES), text().as(FILE), text().as(PROMPT)),
        "path");
  }

  private Opened table() {
    Dataset<Row> table = spark.read().option("recursiveFileLookup", true).parquet(path);
    StructType schema = table.schema();
    Column image = quoted("image");
    if (!has(schema, "image")) {
      throw LatentmillException.user("Cannot score %s: it has no column image", path);
    }
    DataType type = schema.apply("image").dataType();
    Column bytes;
    Column file;
    if (type instanceof StructType fields) {
      bytes = has(fields, "bytes") ? image.getField("bytes") : lit(null);
      file = has(fields, "path") ? image.getField("path") : text();
    } else if (type.equals(DataTypes.BinaryType) || type.equals(DataTypes.StringType)) {
      boolean inline = type.equals(DataTypes.BinaryType);
      bytes = inline ? image : lit(null);
      file = inline ? text() : image;
    } else {
      throw LatentmillException.user(
          "Cannot score %s: column image is %s; bytes, a path, or a struct of both is read",
          path, type.catalogString());
    }
    String key = has(schema, "id") ? "id" : "path";
    Column id = key.equals("id") ? quoted("id").cast("string") : file;
    Column prompt = has(schema, PROMPT) ? quoted(PROMPT).cast("string") : text();
    return new Opened(
        table.select(
            id.as(KEY),
            bytes.cast("binary").as(BYTES),
            file.cast("string").as(FILE),
            prompt.as(PROMPT)),
        key);
  }

  private static Column quoted(String name) {
    return col("`" + name + "`");
  }

  private static Column text() {
    return lit(null).cast("string");
  }

  private static boolean has(StructType type, String name) {
    return Arrays.asList(type.fieldNames()).contains(name);
  }
}
