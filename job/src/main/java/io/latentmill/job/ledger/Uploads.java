package io.latentmill.job.ledger;

import java.io.IOException;
import java.util.List;

/** Multipart uploads under an output that are neither completed nor aborted. */
interface Uploads {

  List<PendingUpload> list() throws IOException;

  void abort(PendingUpload upload) throws IOException;

  /** Of a file system that has no such thing. */
  static Uploads none() {
    return new Uploads() {
      @Override
      public List<PendingUpload> list() {
        return List.of();
      }

      @Override
      public void abort(PendingUpload upload) {
        throw new IllegalArgumentException("Cannot abort %s: no uploads here".formatted(upload));
      }
    };
  }
}
