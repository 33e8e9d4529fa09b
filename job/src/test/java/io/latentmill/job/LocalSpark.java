package io.latentmill.job;

import io.latentmill.job.run.LatentmillPlugin;
import io.latentmill.udf.sql.PipelineCache;
import io.latentmill.udf.sql.ScorerCache;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store.CloseableResource;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * The one Spark of the tests of this process: a class that is extended with it has a session of its
 * own in there, as {@link SparkSession#active} and as a parameter. It starts with the first such
 * class and ends with the last test; no test stops it. Sessions share nothing but the machinery
 * below, so that settings and views of one class are not the next one's.
 */
public final class LocalSpark implements BeforeAllCallback, AfterAllCallback, ParameterResolver {
  private static final Namespace NAMESPACE = Namespace.create(LocalSpark.class);

  @Override
  public void beforeAll(ExtensionContext context) {
    Started spark =
        context
            .getRoot()
            .getStore(NAMESPACE)
            .getOrComputeIfAbsent(Started.class, key -> Started.here(), Started.class);
    SparkSession.setActiveSession(spark.session().newSession());
  }

  @Override
  public void afterAll(ExtensionContext context) {
    SparkSession.clearActiveSession();
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == SparkSession.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return SparkSession.active();
  }

  /** Kept in JUnit's root store, which closes it after the last class. */
  private record Started(SparkSession session) implements CloseableResource {

    static Started here() {
      SparkSession session =
          SparkSession.builder()
              // A task may fail once: attempts that fail half-way are part of what is tested.
              .master("local[2,2]")
              .appName("latentmill tests")
              .config("spark.plugins", LatentmillPlugin.class.getName())
              // So that tests can make Delta tables.
              .config("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension")
              .config(
                  "spark.sql.catalog.spark_catalog",
                  "org.apache.spark.sql.delta.catalog.DeltaCatalog")
              // Small tables: compiling queries takes longer than running them.
              .config("spark.sql.codegen.wholeStage", false)
              .config("spark.sql.shuffle.partitions", 2)
              .config("spark.sql.warehouse.dir", "target/spark-warehouse")
              .config("spark.ui.enabled", false)
              .config("spark.driver.bindAddress", "127.0.0.1")
              .config("spark.driver.host", "127.0.0.1")
              .getOrCreate();
      session.sparkContext().setLogLevel("ERROR");
      return new Started(session);
    }

    @Override
    public void close() {
      session.stop();
      PipelineCache.clear();
      ScorerCache.clear();
    }
  }
}
