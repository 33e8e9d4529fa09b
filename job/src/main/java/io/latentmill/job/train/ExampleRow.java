package io.latentmill.job.train;

import java.io.Serializable;

/**
 * A row of the examples.
 *
 * @param id null: the table has none
 * @param hint null: none
 * @param rank of the adapter, like steps and learning rate; null: the run's
 */
record ExampleRow(
    String id,
    String adapter,
    StoredImage image,
    String caption,
    StoredImage hint,
    double weight,
    Integer rank,
    Integer steps,
    Double learningRate)
    implements Serializable {

  /**
   * An image by path or by its encoded bytes.
   *
   * @param path null: the bytes count
   */
  record StoredImage(String path, byte[] bytes) implements Serializable {}
}
