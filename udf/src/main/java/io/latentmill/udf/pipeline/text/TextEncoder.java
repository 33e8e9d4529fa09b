package io.latentmill.udf.pipeline.text;

import io.latentmill.udf.model.ClipText;
import io.latentmill.udf.text.ClipTokenizer;

/** A tokenizer and the encoder that takes its ids; both are closed together. */
public record TextEncoder(ClipTokenizer tokenizer, ClipText encoder) implements AutoCloseable {
  @Override
  public void close() {
    tokenizer.close();
    encoder.close();
  }
}
