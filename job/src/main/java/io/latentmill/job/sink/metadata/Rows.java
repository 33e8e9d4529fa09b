package io.latentmill.job.sink.metadata;

import java.util.Arrays;
import java.util.List;
import scala.collection.JavaConverters;

/** What Spark hands out for an array column differs by where the row comes from. */
final class Rows {
  private Rows() {}

  /** The elements of an array column's value. */
  static List<?> list(Object array) {
    if (array instanceof scala.collection.Seq<?> sequence) {
      return JavaConverters.seqAsJavaList(sequence);
    }
    return array instanceof List<?> list ? list : Arrays.asList((Object[]) array);
  }
}
