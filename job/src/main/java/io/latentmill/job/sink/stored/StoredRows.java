package io.latentmill.job.sink.stored;

import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.CatalystTypeConverters;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.RebaseDateTime;
import org.apache.spark.sql.execution.datasources.DataSourceUtils;
import org.apache.spark.sql.execution.datasources.parquet.ParquetReadSupport;
import org.apache.spark.sql.internal.SQLConf;
import org.apache.spark.sql.types.StructType;
import scala.Function1;
import scala.Option;

/**
 * The rows of one of our own Parquet files, in order and without a Spark session, so that a task
 * can copy them. Dates come as java.time's, which have no gap in 1582.
 */
final class StoredRows implements Closeable {
  private final ParquetReader<InternalRow> reader;
  private final Function1<Object, Object> converter;

  StoredRows(Configuration base, Path file, StructType columns) throws IOException {
    RebaseDateTime.RebaseSpec asWritten =
        DataSourceUtils.datetimeRebaseSpec(key -> null, "CORRECTED");
    ParquetReadSupport support =
        new ParquetReadSupport(Option.empty(), false, asWritten, asWritten);
    this.reader = ParquetReader.builder(support, file).withConf(settings(base, columns)).build();
    this.converter =
        SQLConf.withExistingConf(
            javaTime(), () -> CatalystTypeConverters.createToScalaConverter(columns));
  }

  private static Configuration settings(Configuration base, StructType columns) {
    Configuration settings = new Configuration(base);
    settings.set(ParquetReadSupport.SPARK_ROW_REQUESTED_SCHEMA(), columns.json());
    settings.setBoolean("spark.sql.caseSensitive", true);
    settings.setBoolean("spark.sql.parquet.binaryAsString", false);
    settings.setBoolean("spark.sql.parquet.int96AsTimestamp", true);
    settings.setBoolean("spark.sql.parquet.inferTimestampNTZ.enabled", true);
    settings.setBoolean("spark.sql.legacy.parquet.nanosAsLong", false);
    return settings;
  }

  private static SQLConf javaTime() {
    SQLConf settings = new SQLConf();
    settings.setConfString("spark.sql.datetime.java8API.enabled", "true");
    return settings;
  }

  /** The next row; empty at the end. */
  Optional<Row> next() throws IOException {
    return Optional.ofNullable(reader.read()).map(row -> (Row) converter.apply(row));
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
