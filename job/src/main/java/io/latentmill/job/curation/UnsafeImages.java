package io.latentmill.job.curation;

import io.latentmill.udf.request.LatentmillException;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What becomes of images that the safety checker flags. */
public enum UnsafeImages {
  /** They stay as they are. */
  KEEP,
  /** They and their latents become black, as in diffusers' pipelines. */
  BLANK,
  /** Their rows fail. */
  DROP;

  /** The name on the command line. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The inverse of {@link #label()}.
   *
   * @throws LatentmillException (user) if there is none of that name
   */
  public static UnsafeImages ofLabel(String label) {
    return Arrays.stream(values())
        .filter(it -> it.label().equals(label))
        .findFirst()
        .orElseThrow(
            () ->
                LatentmillException.user(
                    "unknown choice \"%s\"; known are %s",
                    label,
                    Arrays.stream(values())
                        .map(UnsafeImages::label)
                        .collect(Collectors.joining(", "))));
  }
}
