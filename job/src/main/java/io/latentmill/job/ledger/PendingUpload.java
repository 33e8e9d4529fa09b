package io.latentmill.job.ledger;

import java.util.Arrays;
import java.util.Optional;

/**
 * A multipart upload under way, or left behind.
 *
 * @param path it would appear at, relative to the output
 * @param uploadId the store's name for it
 */
public record PendingUpload(String path, String uploadId) {

  /** The attempt it belongs to; empty if it is not in an attempt's directory. */
  Optional<AttemptName> attempt() {
    return Arrays.stream(path.split("/"))
        .map(AttemptName::parse)
        .flatMap(Optional::stream)
        .findFirst();
  }
}
