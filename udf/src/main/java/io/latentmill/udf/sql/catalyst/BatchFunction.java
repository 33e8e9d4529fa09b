package io.latentmill.udf.sql.catalyst;

import java.io.Serializable;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/**
 * A function of many rows at once, on the device of the task that calls it. Equal ones give equal
 * results, so that a query that calls one twice with the same arguments computes it once.
 */
public interface BatchFunction extends Serializable {
  /** Its name in SQL. */
  String label();

  /** What it answers, as fields of a struct: why there is no answer is one of them. */
  StructType resultType();

  /** How many rows it should see at once, if there are so many. */
  int rowsAtOnce();

  /**
   * Computes.
   *
   * @param arguments a row for each call, with its schema
   * @return as many, in the same order, each of {@link #resultType()}
   */
  List<Row> apply(List<Row> arguments, Configuration configuration);
}
