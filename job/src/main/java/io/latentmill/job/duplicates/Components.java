package io.latentmill.job.duplicates;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.min;

import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import scala.collection.JavaConverters;

/**
 * The connected components of a graph: each node takes the least label of its neighbours, and then
 * the label of its label, until nothing changes. A chain of n nodes takes about log n rounds.
 */
final class Components {
  private Components() {}

  /**
   * Finds them.
   *
   * @param pairs of {@code one} and {@code other}
   * @return {@code hash} and {@code label}, the least hash of its component; the caller unpersists
   *     it
   */
  static Dataset<Row> of(Dataset<Row> pairs) {
    Dataset<Row> edges =
        kept(
            pairs
                .union(pairs.select(col("other"), col("one")))
                .distinct()
                .toDF("hash", "neighbour"));
    Dataset<Row> labels =
        kept(
            edges
                .groupBy("hash")
                .agg(min("neighbour").as("least"))
                .select(col("hash"), least(col("hash"), col("least")).as("label")));
    boolean changed = labels.count() > 0;
    while (changed) {
      Dataset<Row> next = kept(jumped(spread(edges, labels)));
      changed =
          next.join(labels.withColumnRenamed("label", "before"), "hash")
                  .filter(col("label").notEqual(col("before")))
                  .count()
              > 0;
      labels.unpersist();
      labels = next;
    }
    edges.unpersist();
    return labels;
  }

  private static Dataset<Row> spread(Dataset<Row> edges, Dataset<Row> labels) {
    Dataset<Row> around =
        edges
            .join(labels.toDF("neighbour", "theirs"), "neighbour")
            .groupBy("hash")
            .agg(min("theirs").as("theirs"));
    return labels
        .join(around, "hash")
        .select(col("hash"), least(col("label"), col("theirs")).as("label"));
  }

  private static Dataset<Row> jumped(Dataset<Row> labels) {
    Dataset<Row> theirs = labels.toDF("label", "further");
    return labels
        .join(theirs, JavaConverters.asScalaBuffer(List.of("label")), "left")
        .select(col("hash"), coalesce(col("further"), col("label")).as("label"));
  }

  /** Computed once, and without the history that would grow with every round. */
  private static Dataset<Row> kept(Dataset<Row> dataset) {
    return dataset.localCheckpoint();
  }
}
