package io.latentmill.job.plan;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The columns of a prompt table that mean something to us; all others pass through. */
enum RequestColumn {
  ID(ColumnKind.IDENTITY),
  PROMPT(ColumnKind.TEXT),
  NEGATIVE_PROMPT(ColumnKind.TEXT),
  SEED(ColumnKind.LONG),
  WIDTH(ColumnKind.INTEGER),
  HEIGHT(ColumnKind.INTEGER),
  STEPS(ColumnKind.INTEGER),
  GUIDANCE_SCALE(ColumnKind.NUMBER),
  GUIDANCE_RESCALE(ColumnKind.NUMBER),
  GUIDANCE_START(ColumnKind.NUMBER),
  GUIDANCE_END(ColumnKind.NUMBER),
  SAMPLER(ColumnKind.TEXT),
  SAMPLER_OPTIONS(ColumnKind.OPTIONS),
  ETA(ColumnKind.NUMBER),
  CLIP_SKIP(ColumnKind.INTEGER),
  STRENGTH(ColumnKind.NUMBER),
  INIT_IMAGE(ColumnKind.IMAGE),
  MASK_IMAGE(ColumnKind.IMAGE),
  CONTROLNETS(ColumnKind.CONTROLNETS),
  LORAS(ColumnKind.LORAS),
  EMBEDDINGS(ColumnKind.EMBEDDINGS),
  PROMPT_SYNTAX(ColumnKind.TEXT),
  NUM_IMAGES(ColumnKind.INTEGER);

  private final ColumnKind kind;
  private final String label = name().toLowerCase(Locale.ROOT);

  RequestColumn(ColumnKind kind) {
    this.kind = kind;
  }

  /** The name in prompt tables and plans. */
  String label() {
    return label;
  }

  ColumnKind kind() {
    return kind;
  }

  /** See {@link ColumnKind#convert}. */
  Object convert(Object value) {
    return kind.convert(label(), value);
  }

  /** The column that a table's column name means; like Spark itself, whatever its case. */
  static Optional<RequestColumn> ofName(String name) {
    return Arrays.stream(values()).filter(it -> it.label().equalsIgnoreCase(name)).findFirst();
  }
}
