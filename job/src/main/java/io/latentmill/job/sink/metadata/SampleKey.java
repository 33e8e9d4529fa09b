package io.latentmill.job.sink.metadata;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * The file name of a sample, without extension. Ids are any text ({@code a/b}, {@code ../x}); keys
 * have no dot, since WebDataset cuts them there, and no separator. A key made from a hash has an
 * exclamation mark, which no plain one has, so an id cannot be chosen to collide with another's
 * key.
 */
public final class SampleKey {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_~-]{1,80}");
  private static final Pattern UNCLEAN = Pattern.compile("[^A-Za-z0-9_~-]");
  private static final int PREFIX = 40;
  private static final int HASH_DIGITS = 16;

  private SampleKey() {}

  /** The key of an id. */
  public static String of(String id) {
    if (PLAIN.matcher(id).matches()) {
      return id;
    }
    String clean = UNCLEAN.matcher(id).replaceAll("_");
    String prefix = clean.substring(0, Math.min(PREFIX, clean.length()));
    String hash = Sha256.hex(id.getBytes(StandardCharsets.UTF_8));
    return prefix + "!" + hash.substring(0, HASH_DIGITS);
  }
}
