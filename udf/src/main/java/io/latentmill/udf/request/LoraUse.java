package io.latentmill.udf.request;

/** How the LoRAs of rows come into effect; images are the same but for rounding. */
public enum LoraUse {
  /** Merged into the weights, for rows that all have the same ones. */
  MERGED {
    @Override
    public BatchKey key(GenerationRequest row) {
      return BatchKey.of(row);
    }
  },
  /** Beside the weights, for rows that each have their own. */
  BY_ROW {
    @Override
    public BatchKey key(GenerationRequest row) {
      return BatchKey.ofAnyLoras(row);
    }
  };

  /** What the rows of a batch share. */
  public abstract BatchKey key(GenerationRequest row);
}
