package io.latentmill.job.plan.table;

import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.monotonically_increasing_id;
import static org.apache.spark.sql.functions.not;

import io.latentmill.job.failure.RootCause;
import io.latentmill.udf.request.FailureKind;
import io.latentmill.udf.request.LatentmillException;
import io.latentmill.udf.request.RequestColumn;
import java.util.Arrays;
import java.util.Set;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * A prompt table and its order: path, then place in the file. Parquet counts a file's rows itself;
 * of the text formats Spark knows where in the file a split starts, and reads a split's rows in
 * order, so (path, split, counter) orders them as the file does, however many tasks read it.
 *
 * @param path as the user wrote it
 * @param rows the table's columns as they are, then {@link TableOrder#PATH}, {@link
 *     TableOrder#BLOCK}, {@link TableOrder#INDEX}; {@link #DAMAGED} among the first if a text
 *     format may have broken lines
 * @param schema what the columns mean
 */
public record SourceTable(String path, Dataset<Row> rows, SourceSchema schema) {
  /** The text of a line that could not be parsed. */
  public static final String DAMAGED = "_table_damage";

  /**
   * Opens a table; reads footers, a header or, of JSON lines, everything once for its schema.
   *
   * @param without columns of requests that the run has no use for: they pass through
   * @throws LatentmillException (user) naming the table if it cannot serve
   */
  public static SourceTable open(SparkSession spark, String path, Set<RequestColumn> without) {
    TableFiles files = TableFiles.of(path, spark.sessionState().newHadoopConf());
    if (files.lake().isPresent()) {
      return lake(spark, path, files.lake().get(), without);
    }
    TableFormat format = files.format(path);
    Dataset<Row> table = read(spark.read().options(files.options()), path, format);
    String[] own =
        Arrays.stream(table.columns())
            .filter(it -> !(format.fromText() && it.equals(DAMAGED)))
            .toArray(String[]::new);
    StructType columns = new StructType();
    for (String name : own) {
      columns = columns.add(table.schema().apply(name));
    }
    return new SourceTable(
        path, ordered(table, format), new SourceSchema(path, columns, format, without));
  }

  /**
   * The same without some of its files, which are not opened.
   *
   * @param files their paths, as {@link TableOrder#PATH} has them
   */
  public SourceTable without(Set<String> files) {
    Column path = rows.col(TableOrder.PATH);
    return new SourceTable(this.path, rows.filter(not(path.isin(files.toArray()))), schema);
  }

  /** Of a lakehouse table, in whose data files rows have types and places as in Parquet. */
  private static SourceTable lake(
      SparkSession spark, String path, LakeFolder lake, Set<RequestColumn> without) {
    Dataset<Row> rows = lake.reader().read(spark, path, lake.path().toString());
    StructType columns = rows.drop(TableOrder.COLUMNS.toArray(String[]::new)).schema();
    return new SourceTable(
        path, rows, new SourceSchema(path, columns, TableFormat.PARQUET, without));
  }

  private static Dataset<Row> read(DataFrameReader reader, String path, TableFormat format) {
    try {
      return switch (format) {
        case PARQUET -> reader.option("mergeSchema", true).parquet(path);
        case ORC -> reader.option("mergeSchema", true).orc(path);
        case CSV -> separated(reader, path, ",");
        case TSV -> separated(reader, path, "\t");
        case JSON_LINES -> reader.option("columnNameOfCorruptRecord", DAMAGED).json(path);
      };
    } catch (Exception | AssertionError e) {
      // What is wrong with a file stands in the first exception, not in the job that met it.
      // Scala does not declare what it throws; of folders' names Spark asserts that they agree.
      if (e instanceof AnalysisException
          || e instanceof org.apache.spark.SparkException
          || e instanceof AssertionError) {
        throw new LatentmillException(
            FailureKind.USER,
            "Cannot read prompt table %s: %s".formatted(path, RootCause.firstLine(e)),
            e);
      }
      throw e;
    }
  }

  /** All columns as text: a guessed type would turn the id 007 into 7. */
  private static Dataset<Row> separated(DataFrameReader reader, String path, String separator) {
    // Line breaks within quotes, and quotes doubled within quotes, as RFC 4180 has them.
    reader
        .option("header", true)
        .option("multiLine", true)
        .option("escape", "\"")
        .option("sep", separator);
    StructType header = reader.csv(path).schema();
    // A file whose header differs from the first one's is an error, not silently misread.
    return reader
        .schema(header.add(DAMAGED, DataTypes.StringType))
        .option("columnNameOfCorruptRecord", DAMAGED)
        .option("enforceSchema", false)
        .csv(path);
  }

  private static Dataset<Row> ordered(Dataset<Row> table, TableFormat format) {
    Column metadata = table.metadataColumn("_metadata");
    boolean counted = format == TableFormat.PARQUET;
    return table
        .withColumn(TableOrder.PATH, metadata.getField("file_path"))
        .withColumn(TableOrder.BLOCK, counted ? lit(0L) : metadata.getField("file_block_start"))
        .withColumn(
            TableOrder.INDEX,
            counted ? metadata.getField("row_index") : monotonically_increasing_id());
  }
}
