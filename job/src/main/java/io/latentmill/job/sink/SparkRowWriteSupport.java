package io.latentmill.job.sink;

import java.util.HashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.execution.datasources.parquet.ParquetWriteSupport;
import org.apache.spark.sql.internal.SQLConf;
import org.apache.spark.sql.types.StructType;

/**
 * Spark's own mapping of rows to Parquet, so that every type that passes through is written as
 * Spark writes it, under settings that do not depend on the session: timestamps as microseconds
 * (other readers take INT96 for nanoseconds), dates before 1582 as they are.
 */
final class SparkRowWriteSupport extends WriteSupport<InternalRow> {
  /** Tells Spark's readers that days are counted in the proleptic Gregorian calendar. */
  private static final String SPARK_VERSION = "org.apache.spark.version";

  private static final String SPARK_SCHEMA = "org.apache.spark.sql.parquet.row.metadata";

  private final StructType columns;
  private final Map<String, String> footer;
  private final Runnable atEnd;
  private final ParquetWriteSupport spark;

  /**
   * A mapping.
   *
   * @param atEnd called when all row groups are written
   */
  SparkRowWriteSupport(StructType columns, Map<String, String> footer, Runnable atEnd) {
    this.columns = columns;
    this.footer = footer;
    this.atEnd = atEnd;
    this.spark = SQLConf.withExistingConf(settings(), ParquetWriteSupport::new);
  }

  private static SQLConf settings() {
    SQLConf settings = new SQLConf();
    settings.setConfString("spark.sql.parquet.datetimeRebaseModeInWrite", "CORRECTED");
    settings.setConfString("spark.sql.parquet.int96RebaseModeInWrite", "CORRECTED");
    return settings;
  }

  @Override
  public WriteContext init(Configuration ignored) {
    Configuration configuration = new Configuration(false);
    ParquetWriteSupport.setSchema(columns, configuration);
    configuration.setBoolean("spark.sql.parquet.writeLegacyFormat", false);
    configuration.set("spark.sql.parquet.outputTimestampType", "TIMESTAMP_MICROS");
    configuration.setBoolean("spark.sql.parquet.fieldId.write.enabled", false);
    WriteContext context = spark.init(configuration);
    Map<String, String> keys = new HashMap<>(footer);
    // Not the version that runs: it would change the bytes of equal data.
    keys.put(SPARK_VERSION, "3.5.0");
    keys.put(SPARK_SCHEMA, columns.json());
    return new WriteContext(context.getSchema(), keys);
  }

  @Override
  public void prepareForWrite(RecordConsumer consumer) {
    spark.prepareForWrite(consumer);
  }

  @Override
  public void write(InternalRow row) {
    spark.write(row);
  }

  @Override
  public FinalizedWriteContext finalizeWrite() {
    atEnd.run();
    return spark.finalizeWrite();
  }
}
