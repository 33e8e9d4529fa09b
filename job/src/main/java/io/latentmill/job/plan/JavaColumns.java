package io.latentmill.job.plan;

import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;
import scala.collection.JavaConverters;
import scala.collection.Seq;

/** Lists of columns as Spark's Scala methods take them. */
final class JavaColumns {
  private JavaColumns() {}

  static Seq<String> of(String... names) {
    return of(List.of(names));
  }

  static Seq<String> of(List<String> names) {
    return JavaConverters.asScalaBuffer(names);
  }

  static Column[] columns(List<String> names) {
    return names.stream().map(functions::col).toArray(Column[]::new);
  }
}
