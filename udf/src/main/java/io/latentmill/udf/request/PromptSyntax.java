package io.latentmill.udf.request;

/** How a prompt's text is read; the column {@code prompt_syntax}. */
public enum PromptSyntax {
  /** As diffusers reads it: every character literally, cut at 77 tokens. */
  PLAIN("plain"),
  /** Literal text of any length, encoded in chunks of 75 tokens. */
  LONG("long"),
  /** Chunks, and A1111's attention weights: {@code (word:1.2)}, {@code (word)}, {@code [word]}. */
  A1111("a1111"),
  /** Chunks, and compel's weights: {@code word++}, {@code (some words)1.3}. */
  COMPEL("compel");

  private final String label;

  PromptSyntax(String label) {
    this.label = label;
  }

  public String label() {
    return label;
  }

  /**
   * The syntax of that name.
   *
   * @throws LatentmillException (user) naming the value and all syntaxes
   */
  public static PromptSyntax ofLabel(String label) {
    return Labels.require("prompt_syntax", values(), PromptSyntax::label, label);
  }
}
