package io.latentmill.udf.sql.row;

import io.latentmill.udf.request.ImageSize;
import java.util.Map;

/** Defaults of a small model. */
final class TestDefaults {
  static final RowDefaults DEFAULTS = RowDefaults.of(new ImageSize(64, 64), Map.of(), 512 * 512);

  private TestDefaults() {}
}
