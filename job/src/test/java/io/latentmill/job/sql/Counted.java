package io.latentmill.job.sql;

import io.latentmill.udf.sql.catalyst.BatchFunction;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Adds one to a number, and tells with how many others it did so. */
record Counted() implements BatchFunction {
  static final String LABEL = "counted";

  /** Rows that were computed in this process. */
  static final AtomicInteger ROWS = new AtomicInteger();

  @Override
  public String label() {
    return LABEL;
  }

  @Override
  public StructType resultType() {
    return new StructType().add("value", DataTypes.LongType).add("together", DataTypes.IntegerType);
  }

  @Override
  public int rowsAtOnce() {
    return 4;
  }

  @Override
  public List<Row> apply(List<Row> arguments, Configuration configuration) {
    ROWS.addAndGet(arguments.size());
    List<Row> results = new ArrayList<>();
    for (Row row : arguments) {
      Long value = row.isNullAt(0) ? null : ((Number) row.get(0)).longValue() + 1;
      results.add(RowFactory.create(value, arguments.size()));
    }
    return results;
  }
}
