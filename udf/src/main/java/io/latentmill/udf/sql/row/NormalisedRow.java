package io.latentmill.udf.sql.row;

import io.latentmill.udf.request.RequestColumn;
import java.util.Optional;
import java.util.SortedMap;

/**
 * A row of the prompt table with its defaults filled in.
 *
 * @param values canonical values by request column; {@code id} and {@code seed} only if the row has
 *     them, unusable values left out
 * @param digest of the row as the table has it: see {@link RowDigest}
 * @param bucket what it shares a batch with
 * @param invalid why it cannot be generated
 */
public record NormalisedRow(
    SortedMap<String, Object> values, String digest, String bucket, Optional<String> invalid) {

  /** The id that the row brought along. */
  public Optional<String> explicitId() {
    return Optional.ofNullable((String) values.get(RequestColumn.ID.label()));
  }

  /** How many output rows it makes. */
  public int images() {
    return (Integer) values.getOrDefault(RequestColumn.NUM_IMAGES.label(), 1);
  }
}
