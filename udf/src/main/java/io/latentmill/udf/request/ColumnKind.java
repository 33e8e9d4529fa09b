package io.latentmill.udf.request;

/**
 * What a column of a request can hold. Everybody who reads or writes columns does so by their kind:
 * Spark's type is for {@code udf.sql} to say, what a prompt table may hold for the planner, what is
 * shown for the metadata.
 */
public enum ColumnKind {
  /** String. */
  TEXT("a string"),
  /** String. */
  IDENTITY("a string or an integer"),
  /** Integer. */
  INTEGER("an integer"),
  /** Long. */
  LONG("an integer"),
  /** Double. */
  NUMBER("a number"),
  /** Map of String to String. */
  OPTIONS("a map, a struct or JSON text"),
  /** {@link PixelPair}. */
  PIXELS("an array of two integers"),
  /** {@link ImageSource}. */
  IMAGE("a path, binary or a struct of path and bytes"),
  /** List of {@link ControlNetUse}. */
  CONTROLNETS("an array of structs"),
  /** List of {@link Lora}. */
  LORAS("an array of structs"),
  /** List of {@link Embedding}. */
  EMBEDDINGS("an array of structs"),
  /** List of {@link IpAdapterUse}. */
  IP_ADAPTERS("an array of structs"),
  /** List of {@link T2iAdapterUse}. */
  T2I_ADAPTERS("an array of structs");

  private final String description;

  ColumnKind(String description) {
    this.description = description;
  }

  /** What to write into such a column of a prompt table. */
  public String description() {
    return description;
  }
}
