package io.latentmill.job.sql;

import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.SparkSessionExtensions;
import scala.Function1;
import scala.runtime.BoxedUnit;

/** A session with an extension, on the Spark that tests share. */
final class SqlSession {
  private SqlSession() {}

  /** Beside a session, which stays the one that others find. */
  static SparkSession with(
      SparkSession own, Function1<SparkSessionExtensions, BoxedUnit> extension) {
    SparkSession shared = SparkSession.getDefaultSession().get();
    SparkSession.clearActiveSession();
    SparkSession.clearDefaultSession();
    try {
      return SparkSession.builder().withExtensions(extension).getOrCreate();
    } finally {
      SparkSession.setDefaultSession(shared);
      SparkSession.setActiveSession(own);
    }
  }
}
