package io.latentmill.udf.pipeline;

import io.latentmill.udf.model.ClipText;
import io.latentmill.udf.text.ClipTokenizer;

/** A tokenizer and the encoder that takes its ids; both are closed together. */
record TextEncoder(ClipTokenizer tokenizer, ClipText encoder) implements AutoCloseable {
  @Override
  public void close() {
    tokenizer.close();
    encoder.close();
  }
}
