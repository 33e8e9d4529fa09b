package io.latentmill.udf.sql.row;

import io.latentmill.udf.request.GenerationRequest;
import io.latentmill.udf.request.LatentmillException;
import io.latentmill.udf.request.RequestColumn;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;

/**
 * A row that stands alone: what it is as the only row of a prompt table. Of several images it makes
 * the first.
 *
 * @param request what to generate
 * @param unused names that mean nothing to us; in a table they would pass through
 */
public record SingleRow(GenerationRequest request, Set<String> unused) {

  /**
   * Reads a row.
   *
   * @param columns plain values (see {@link PlainValues}) by column
   * @param configuration of the file systems that input images lie on
   * @throws LatentmillException (user) with the first reason why it cannot be generated
   */
  public static SingleRow of(
      Map<String, Object> columns, RowDefaults defaults, Configuration configuration) {
    Map<String, Object> request = new HashMap<>();
    Map<String, Object> passthrough = new HashMap<>();
    columns.forEach(
        (name, value) -> {
          if (value != null) {
            RequestColumn.ofName(name)
                .ifPresentOrElse(
                    column -> request.put(column.label(), value),
                    () -> passthrough.put(name, value));
          }
        });
    PlainRow row = new PlainRow(request, passthrough, Optional.empty());
    NormalisedRow normalised =
        new RowNormaliser(defaults, new HeaderImageSizes(configuration)).normalise(row);
    normalised
        .invalid()
        .ifPresent(
            reason -> {
              throw LatentmillException.user("%s", reason);
            });
    return new SingleRow(request(normalised), new TreeSet<>(passthrough.keySet()));
  }

  private static GenerationRequest request(NormalisedRow row) {
    String id = row.explicitId().orElseGet(() -> Identity.hash(row.digest()));
    SortedMap<String, Object> values = new TreeMap<>(row.values());
    values.put("id", id);
    values.put("seed", Identity.seed(id, (Long) values.get("seed"), 0));
    return RequestRow.decode(PlainRows.encode(values, RequestRow.SCHEMA));
  }
}
