package io.latentmill.job.columns;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * What the metadata has beside the columns of requests and those passed through, in the order of
 * the metadata. A prompt table's column of such a name gets the prefix {@code input_}.
 */
public enum OutputColumn {
  STATUS(DataTypes.StringType, Presence.BEFORE_THE_PROMPT),
  FAILURE_KIND(DataTypes.StringType, Presence.BEFORE_THE_PROMPT),
  MESSAGE(DataTypes.StringType, Presence.BEFORE_THE_PROMPT),
  /** Hugging Face's Image feature. */
  IMAGE(
      new StructType().add("bytes", DataTypes.BinaryType).add("path", DataTypes.StringType),
      Presence.BY_FORMAT),
  FILE_NAME(DataTypes.StringType, Presence.BY_FORMAT),
  FORMAT(DataTypes.StringType, Presence.ALWAYS),
  IMAGE_SHA256(DataTypes.StringType, Presence.ALWAYS),
  LATENTS(DataTypes.BinaryType, Presence.BY_FORMAT),
  LATENTS_SHAPE(DataTypes.createArrayType(DataTypes.IntegerType), Presence.WITH_LATENTS),
  SCALING_FACTOR(DataTypes.DoubleType, Presence.WITH_LATENTS),
  MODEL(DataTypes.StringType, Presence.ALWAYS),
  MODEL_SHA256(DataTypes.StringType, Presence.ALWAYS),
  FLAGS(DataTypes.createArrayType(DataTypes.StringType), Presence.ALWAYS);

  /** Where or when the metadata has a column. */
  public enum Presence {
    /** Between the id and the prompt. */
    BEFORE_THE_PROMPT,
    /** After the request's columns. */
    ALWAYS,
    /** After the request's columns, if latents are kept. */
    WITH_LATENTS,
    /** Where a format keeps the image or its latents in the row. */
    BY_FORMAT
  }

  private final DataType type;
  private final Presence presence;
  private final String label = name().toLowerCase(Locale.ROOT);

  OutputColumn(DataType type, Presence presence) {
    this.type = type;
    this.presence = presence;
  }

  /** The name in the metadata. */
  public String label() {
    return label;
  }

  public DataType type() {
    return type;
  }

  public Presence presence() {
    return presence;
  }

  /** The names of the columns of these kinds, in order. */
  public static List<String> labels(Presence... presences) {
    List<Presence> wanted = List.of(presences);
    return Arrays.stream(values())
        .filter(it -> wanted.contains(it.presence))
        .map(OutputColumn::label)
        .toList();
  }

  /** The column of that name, whatever its case. */
  public static Optional<OutputColumn> ofName(String name) {
    return Arrays.stream(values()).filter(it -> it.label.equalsIgnoreCase(name)).findFirst();
  }
}
