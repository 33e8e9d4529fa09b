package io.latentmill.udf.sql.catalyst;

import java.util.List;
import scala.collection.JavaConverters;
import scala.collection.Seq;

/** Lists as Catalyst takes and gives them. */
final class ScalaSeq {
  private ScalaSeq() {}

  static <T> Seq<T> of(List<? extends T> elements) {
    return JavaConverters.<T>asScalaBuffer(List.copyOf(elements)).toList();
  }

  static <T> List<T> list(Seq<? extends T> elements) {
    return List.copyOf(JavaConverters.seqAsJavaList(elements));
  }
}
