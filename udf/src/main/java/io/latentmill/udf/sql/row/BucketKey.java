package io.latentmill.udf.sql.row;

import io.latentmill.udf.request.BatchKey;
import io.latentmill.udf.request.BatchPart;
import io.latentmill.udf.request.GenerationRequest;
import io.latentmill.udf.request.Lora;
import io.latentmill.udf.request.LoraUse;
import java.util.List;
import java.util.regex.Pattern;

/** What rows must share to run as one batch, as a text to sort by: a {@link BatchKey}'s. */
public final class BucketKey {
  /** The key of rows that are never generated; it sorts after all others. */
  public static final String INVALID = "~invalid";

  /** A model's name has no space; a LoRA's text ends with its scale. */
  private static final Pattern ANY_LORAS =
      Pattern.compile(
          "(model=\\S+ )?" + Pattern.quote(BatchPart.ANY_LORAS) + " .*", Pattern.DOTALL);

  private BucketKey() {}

  /** How the LoRAs of a bucket's rows come into effect. */
  public static LoraUse loraUse(String bucket) {
    return ANY_LORAS.matcher(bucket).matches() ? LoraUse.BY_ROW : LoraUse.MERGED;
  }

  /**
   * The bucket of rows of one bucket and of others that have other LoRAs.
   *
   * @param loras those of the bucket
   */
  public static String ofAnyLoras(String bucket, List<Lora> loras) {
    String own = BatchPart.LORAS.text().apply(loras);
    int start = bucket.indexOf(own);
    return bucket.substring(0, start)
        + BatchPart.ANY_LORAS
        + bucket.substring(start + own.length());
  }

  static String of(GenerationRequest request) {
    return BatchKey.of(request).toString();
  }
}
