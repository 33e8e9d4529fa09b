package io.latentmill.job.sink.card;

import io.latentmill.job.ledger.RowCounts;
import io.latentmill.job.sink.FormatCard;
import io.latentmill.job.sink.SinkFormat;
import io.latentmill.job.sink.metadata.MetadataSchema;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a card tells.
 *
 * @param title the output's name
 * @param schema of the metadata, with the model
 * @param formats of the output
 * @param rows how they ended
 * @param bytes of data by format
 * @param settings of the run that decide what its data look like, by name
 */
public record CardFacts(
    String title,
    MetadataSchema schema,
    Set<SinkFormat> formats,
    RowCounts rows,
    Map<SinkFormat, Long> bytes,
    Map<String, String> settings) {
  public CardFacts {
    formats = new TreeSet<>(formats);
    bytes = new TreeMap<>(bytes);
    settings = new TreeMap<>(settings);
  }

  /** The format that a plain load of the output reads: a card can only tell of one. */
  SinkFormat loaded() {
    return formats.iterator().next();
  }

  /** What to say of a format. */
  FormatCard card(SinkFormat format) {
    return format.format().card(schema);
  }

  /** Rows that a load of that format finds. */
  long loadedRows() {
    return card(loaded()).failedRows() ? rows.rows() : rows.generated();
  }
}
