package io.latentmill.job.sink.metadata;

import io.latentmill.udf.bits.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * The file name of a sample, without extension. Ids are any text ({@code a/b}, {@code ../x}); keys
 * have no dot, since WebDataset cuts them there, no separator, and no underscore in front, since
 * datasets, pyarrow and Spark take such files for hidden ones and leave them out. A key made from a
 * hash has an exclamation mark, which no plain one has, so an id cannot be chosen to collide with
 * another's key.
 */
public final class SampleKey {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9~-][A-Za-z0-9_~-]{0,79}");
  private static final Pattern UNCLEAN = Pattern.compile("[^A-Za-z0-9_~-]");
  private static final Pattern HIDING = Pattern.compile("^_+");
  private static final int PREFIX = 40;
  private static final int HASH_DIGITS = 16;

  private SampleKey() {}

  /** The key of an id. */
  public static String of(String id) {
    if (PLAIN.matcher(id).matches()) {
      return id;
    }
    String hash = Sha256.hex(id.getBytes(StandardCharsets.UTF_8));
    return prefix(id) + "!" + hash.substring(0, HASH_DIGITS);
  }

  private static String prefix(String id) {
    String clean = HIDING.matcher(UNCLEAN.matcher(id).replaceAll("_")).replaceFirst("");
    return clean.isEmpty() ? "id" : clean.substring(0, Math.min(PREFIX, clean.length()));
  }
}
