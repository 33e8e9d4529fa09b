package io.latentmill.udf.sql;

import ai.djl.engine.EngineException;
import io.latentmill.udf.pipeline.failure.EngineFailure;
import io.latentmill.udf.request.FailureKind;
import io.latentmill.udf.request.LatentmillException;
import java.util.Arrays;
import java.util.function.Supplier;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** A function's results: values, or nulls and the reason. */
final class Outcome {
  private static final int REASON = 2;

  private Outcome() {}

  /** Fields with those of the reason behind them. */
  static StructType type(StructType values) {
    return values.add("failure_kind", DataTypes.StringType).add("message", DataTypes.StringType);
  }

  /** What a row's computation gives, or why it does not. */
  static Row of(StructType type, Supplier<Object[]> values) {
    try {
      return RowFactory.create(Arrays.copyOf(values.get(), type.size()));
    } catch (LatentmillException e) {
      return failed(type, e.kind(), e.getMessage());
    } catch (EngineException e) {
      LatentmillException failure = EngineFailure.of(e);
      return failed(type, failure.kind(), failure.getMessage());
    }
  }

  static Row failed(StructType type, FailureKind kind, String message) {
    Object[] values = new Object[type.size()];
    values[type.size() - REASON] = kind.label();
    values[type.size() - 1] = message;
    return RowFactory.create(values);
  }
}
