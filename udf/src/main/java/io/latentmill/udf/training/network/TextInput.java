package io.latentmill.udf.training.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.Optional;

/** A batch's captions, as far as they are encoded already. */
public sealed interface TextInput {
  /**
   * Encoded: what is trained has no say in it.
   *
   * @param hidden [B, L, C]
   * @param pooled [B, P], of a model that takes one
   */
  record Encoded(NDArray hidden, Optional<NDArray> pooled) implements TextInput {}

  /**
   * To be encoded at every step: a text encoder, or words of it, are trained.
   *
   * @param ids [B, 77] int64 for each text encoder
   */
  record TokenIds(NDList ids) implements TextInput {}
}
