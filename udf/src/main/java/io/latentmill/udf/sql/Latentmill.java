package io.latentmill.udf.sql;

import io.latentmill.udf.sql.catalyst.BatchCallStrategy;
import io.latentmill.udf.sql.catalyst.ExtractBatchCalls;
import org.apache.spark.sql.SparkSessionExtensions;
import org.apache.spark.sql.catalyst.FunctionIdentifier;
import scala.Tuple3;
import scala.runtime.AbstractFunction1;
import scala.runtime.BoxedUnit;

/**
 * Stable Diffusion in Spark SQL: {@code spark.sql.extensions=io.latentmill.udf.sql.Latentmill} adds
 * the functions that {@link SqlFunction} lists, and what makes Spark run them over many rows at
 * once.
 */
public final class Latentmill extends AbstractFunction1<SparkSessionExtensions, BoxedUnit> {
  @Override
  public BoxedUnit apply(SparkSessionExtensions extensions) {
    for (SqlFunction function : SqlFunction.values()) {
      extensions.injectFunction(
          new Tuple3<>(new FunctionIdentifier(function.label()), function.info(), function::call));
    }
    extensions.injectPreCBORule(session -> new ExtractBatchCalls());
    extensions.injectPlannerStrategy(session -> new BatchCallStrategy());
    return BoxedUnit.UNIT;
  }
}
