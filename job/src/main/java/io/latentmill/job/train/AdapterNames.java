package io.latentmill.job.train;

import io.latentmill.udf.request.LatentmillException;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;

/** The distinct adapters of a table, which become folders. */
final class AdapterNames {
  private AdapterNames() {}

  /**
   * The names, in order.
   *
   * @throws LatentmillException (user) if there is none, or one that can be no folder's
   */
  static List<String> of(JavaRDD<ExampleRow> rows, String table) {
    List<String> names = new ArrayList<>(rows.map(ExampleRow::adapter).distinct().collect());
    if (names.isEmpty()) {
      throw LatentmillException.user("Cannot train on %s: it has no examples", table);
    }
    names.sort(null);
    for (String name : names) {
      if (!name.matches("[A-Za-z0-9_][A-Za-z0-9_.-]{0,79}")) {
        throw LatentmillException.user(
            "Cannot train on %s: the adapter \"%s\" is no name of letters, digits, _ . -",
            table, name);
      }
    }
    return List.copyOf(names);
  }
}
